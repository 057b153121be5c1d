//! The live actors: what may be forgotten. A session is one socket, a channel its listeners, a call room its participants;
//! what may not be forgotten is in the entity beside each. Also the table of every entity kind, and the consumers that
//! fill inboxes and erase people.
//!
//! ```text
//! let hook = Hook::default();
//! let node = Node::start(store, kinds::table(&hook), options, clock).await?;
//! let actors = Actors::start(node, media, verify, &hook, &mut registry).await?;
//! let (session, outgoing) = actors.sessions.open();   // a socket each
//! ```

pub mod channel;
mod consumed;
mod erasures;
mod filled;
pub mod frames;
pub mod hints;
pub mod kinds;
pub mod live;
mod mailbox;
mod metrics;
mod notifications;
mod people;
mod registry;
pub mod room;
pub mod session;
mod start;
mod supervisor;
#[cfg(test)]
mod tests;

pub use consumed::{CONSUMED, Consumed, Dead, DeadOrder};
pub use live::Hook;
pub use metrics::Metrics;
pub use start::{Actors, StartError};
