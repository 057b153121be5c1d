//! One connected client. The gateway owns the bytes: it opens a session for each socket, hands it every text frame, and writes
//! what comes out.
//!
//! ```text
//! let (mut session, mut outgoing) = sessions.open();
//! // the reading task:  session.frame(&text).await?  — waits when the client is faster than the work; Err: stop reading
//! //                    session.refuse(Close::TooBig) for what is no text frame of this protocol
//! //                    drop(session) when the socket is gone
//! // the writing task:  let close = outgoing.next(&mut frames).await; write frames, one text frame each; if Some, close with it
//! ```

mod actor;
mod call;
mod control;
mod flood;
mod gate;
mod hello;
mod identity;
mod outbox;
mod sessions;
mod socket;
mod state;
mod subscribe;
mod timers;

pub(crate) use actor::Message;
pub use call::CALLS_MAX;
pub use control::Control;
pub(crate) use control::tell;
pub use flood::{BURST, PER_SECOND};
pub use identity::{Identity, Verify, VerifyError};
pub use outbox::{About, BYTES_MAX, FRAMES_MAX, Outbox, Outgoing, SLOW_FROM};
pub(crate) use sessions::Shared;
pub use sessions::{Over, SessionHandle, Sessions};
pub(crate) use socket::Socket;
pub use state::SUBSCRIPTIONS_MAX;
pub(crate) use timers::Timers;
pub use timers::{HEARTBEAT, HELLO_MAX, PARK_AFTER, SILENCE_MAX};
