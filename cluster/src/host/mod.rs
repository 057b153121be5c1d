//! The host's state machine: no I/O, no clock, no task.

pub mod envelope;
