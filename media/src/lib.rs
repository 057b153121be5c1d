//! The selective forwarding unit: what one participant of a call publishes, the others receive.
//!
//! Two layers, and nothing of the platform in either. [`room`] is a core without clock, socket or
//! task on str0m: inputs go in with the time they happened at, outputs come out. The workers are pinned
//! threads that own the sockets and the rooms and carry datagrams between the two. [`Media`] is
//! the cheap handle the rest of the platform holds.

mod error;
mod event;
mod media;
mod metrics;
mod options;
pub mod room;
mod stats;
mod turn;
mod worker;

pub use error::{MediaError, StartError};
pub use event::{Connection, MediaEvent, Published, Source};
pub use media::{Events, Media};
pub use options::{Options, Udp};
pub use stats::Stats;
pub use turn::{TurnCredential, turn_credential};
