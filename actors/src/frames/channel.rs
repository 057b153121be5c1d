//! What a channel tells besides its events; none of it has a position and none is repeated.

use lyceum_domain::core::UserId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The person is writing; repeat it at most every 2 s while they are. `typing` false says that they stopped without a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Typing")]
pub struct Typing {
    #[serde(deserialize_with = "super::id::read")]
    pub channel: Uuid,
    #[serde(default = "on")]
    pub typing: bool,
}

fn on() -> bool {
    true
}

/// The person has read up to here. Only grows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Read")]
pub struct Read {
    #[serde(deserialize_with = "super::id::read")]
    pub channel: Uuid,
    pub position: u64,
}

/// Somebody is writing; `typing` false says that they stopped (no word for 5 s, their own word, or their message came).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "UserTyping")]
pub struct UserTyping {
    pub channel: Uuid,
    #[schemars(with = "Uuid")]
    pub user: UserId,
    pub typing: bool,
}

/// Somebody came or left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Presence")]
pub struct Presence {
    pub channel: Uuid,
    #[schemars(with = "Uuid")]
    pub user: UserId,
    pub online: bool,
}

/// Somebody has read up to here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "UserRead")]
pub struct UserRead {
    pub channel: Uuid,
    #[schemars(with = "Uuid")]
    pub user: UserId,
    pub position: u64,
}
