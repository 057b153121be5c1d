//! What operators do: on a listener of their own, or on the store itself when no server runs.

mod client;
mod endpoint;
mod organizations;
mod parked;
mod resets;

pub use client::{CallError, call};
pub use endpoint::{Health, endpoint};
pub use organizations::{Founded, Founding, Hidden, found};
pub use parked::{ListParked, Listed, Name, Parked, Resume, Resumed, list_parked, resume};
pub use resets::{Reset, ResetLink, reset};
