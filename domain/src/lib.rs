//! The rules of Lyceum, pure: no clock, no randomness, no I/O. One module a noun, one file a command.
//!
//! `core` is the frame that every noun fills: entities, commands, effects, rows, sealed personal fields.

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
