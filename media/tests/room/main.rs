//! The room core among str0m clients, in memory and under virtual time: every datagram between them
//! passes through a network that the test makes worse as it likes.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod faults;
mod forward;
mod hostile;
mod keyframes;
mod membership;
mod person;
mod restart;
mod slots;
mod world;
