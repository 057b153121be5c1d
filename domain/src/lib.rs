//! The rules of Lyceum, pure: no clock, no randomness, no I/O. One module a noun, one file a command.
//!
//! `core` is the frame that every noun fills: entities, commands, effects, rows, sealed personal fields.
//! What a rule may not reach for is in `clippy.toml`, each with its reason.
#![deny(clippy::print_stdout, clippy::print_stderr, clippy::dbg_macro)]
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod call_room;
pub mod channel;
pub mod core;
pub mod inbox;
pub mod kinds;
pub mod mentor;
pub mod mentor_application;
pub mod mentor_calendar;
pub mod mentor_topic;
pub mod mentoring_request;
pub mod mentoring_session;
pub mod notifications;
pub mod organization;
pub mod reservation;
pub mod user;
