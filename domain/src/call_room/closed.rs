use serde::{Deserialize, Serialize};

use crate::core::UserId;

/// What a room tells its session: the host has ended the call, or, with `to`, has removed somebody. The session knows the room,
/// and not the other way about: it has a command that wraps this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    pub to: Option<UserId>,
}

impl Closed {
    pub const KIND: &'static str = "mentoring_session";
    pub const COMMAND: &'static str = "close_call";
}
