//! The live actors over a real node on the embedded store; sockets are outboxes in memory.

mod call;
mod client;
mod heartbeat;
mod listening;
mod notifications;
mod positions;
mod presence;
mod resume;
mod revocation;
mod slow;
mod supervision;
mod world;

use client::Client;
use world::{Frozen, World};
