//! Which node owns what, and the host of every entity.
//!
//! [`Node`] is the handle that everything above holds. Behind it, a node's shards live on a few dozen supervised actors (`node`), each a
//! thin shell around a state machine without I/O (`host`), so that the simulation drives the very same code. [`Topics`] fan out live.

#[cfg(test)]
extern crate self as lyceum_cluster;

mod clock;
mod errors;
pub mod host;
mod kinds;
mod metrics;
mod node;
mod options;
mod request;
#[cfg(test)]
mod simulation;
pub mod topics;

pub use clock::{Clock, ManualClock, SystemClock};
pub use errors::{AskError, StartError};
pub use host::{
    Chains,
    io::{LaneOrder, StuckLane},
    trace::TRACES,
};
pub use kinds::{KindBuilder, KindTable, Live, LiveCommit};
pub use metrics::Metrics;
pub use node::{Node, PastEvent, PastState, RowOf, SEED, raise_timeline};
pub use options::Options;
pub use request::{Request, RequestId};
pub use topics::{Frame, Place, Resumed, Subscriber, Subscription, TopicFrame, Topics};
