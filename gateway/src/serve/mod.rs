//! Sockets: our own accept loop in front of hyper and poem.
//!
//! `poem::Server` spins when file descriptors run out, keeps half-sent headers open, waits for ever on a peer that does not read and forgets upgraded sockets when it
//! stops; here each of these has a limit and a place.

mod accept;
mod certificates;
mod connection;
mod explained;
mod harden;
mod last_words;
mod linger;
mod listener;
mod metrics;
mod patient;
mod pause;
mod progress;
mod seats;
mod stream;
mod tls;
mod turn;
mod unsent;
mod upgrade;

pub use accept::{Limits, Shutdown, serve};
pub use certificates::Certificates;
pub use connection::{App, Peer};
pub use harden::harden;
pub use listener::{Listener, PeerAddress};
pub use metrics::Metrics;
pub use patient::Patient;
pub use pause::{Crowded, Pause};
pub use seats::{Seat, Seats, network};
pub use stream::Stream;
pub use tls::{TlsError, certified, parsed, validity};
pub use upgrade::{Opened, Refusal, Sockets};
