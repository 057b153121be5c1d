//! What is put around a store: injected faults, metrics, the sweep.
#![expect(clippy::unwrap_used, reason = "a test ends at its first error")]

mod faults;
mod metrics;
mod sweep;
