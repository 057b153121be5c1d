//! The connection itself: hello, heartbeat, token renewal, answers.

use lyceum_domain::core::UserId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Bounded, ErrorCode, Time, call::MediaStats};

/// Longest access token, bytes.
pub const TOKEN_MAX: usize = 4096;

/// The first frame, within 10 s.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Hello")]
pub struct Hello {
    pub token: Bounded<TOKEN_MAX>,
}

/// Every 5 s; the server closes after 15 s without any frame.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Ping")]
pub struct Ping {
    pub n: u64,
}

/// A fresh access token, before the last one expires.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Token")]
pub struct Token {
    pub token: Bounded<TOKEN_MAX>,
}

/// The hello was good.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Welcome")]
pub struct Welcome {
    pub session: Uuid,
    #[schemars(with = "Uuid")]
    pub user: UserId,
    pub server_time: Time,
    pub heartbeat_ms: u64,
}

/// The answer to a ping, with its number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Pong")]
pub struct Pong {
    pub n: u64,
    pub server_time: Time,
}

/// A frame with an `id` was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Reply")]
pub struct Reply {
    pub id: u64,
    /// The answer to a `call_offer` or `call_test`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sdp: Option<String>,
    /// Of a `call_join`: false while the person waits in the lobby.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub admitted: Option<bool>,
    /// Of a `call_join`: true when the media connections of before still hold and need no new offer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub resumed: Option<bool>,
    /// The answer to a `call_stats`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stats: Option<MediaStats>,
}

impl Reply {
    pub const fn done(id: u64) -> Self {
        Self { id, sdp: None, admitted: None, resumed: None, stats: None }
    }
}

/// A frame was refused; the socket stays open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Error")]
pub struct Failure {
    /// The refused frame's `id`, if it had one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub id: Option<u64>,
    /// The call that the refused frame was about, or that was lost.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub room: Option<Uuid>,
    pub code: ErrorCode,
    pub detail: String,
}

/// The server will close soon: open a new socket after this time, then leave this one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Reconnect")]
pub struct Reconnect {
    pub after_ms: u64,
}
