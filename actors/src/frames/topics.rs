//! Subscriptions and what comes by them.

use lyceum_domain::core::UserId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ErrorCode, Event, Topic};

/// Begins a subscription; with a position it resumes behind it, without one it begins at the head.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Subscribe")]
pub struct Subscribe {
    pub id: u64,
    pub topic: Topic,
    /// The timeline that the position belongs to.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub timeline: Option<u64>,
    /// Last position that the client has.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub position: Option<u64>,
}

/// Ends a subscription.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Unsubscribe")]
pub struct Unsubscribe {
    pub topic: Topic,
}

/// The subscription stands. Events up to `head` follow when the client resumed, then live ones: none missing, none twice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Subscribed")]
pub struct Subscribed {
    pub id: u64,
    pub topic: Topic,
    pub timeline: u64,
    pub head: u64,
    /// Of a channel: who is here.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schemars(with = "Option<Vec<Uuid>>")]
    pub online: Option<Vec<UserId>>,
}

/// The server ended the subscription: the person may no longer see the topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Unsubscribed")]
pub struct Unsubscribed {
    pub topic: Topic,
    pub code: ErrorCode,
}

/// Something happened. Who holds `previous` (or more) and has not seen `position` is whole after it; else something is missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "EventFrame")]
pub struct EventFrame {
    pub topic: Topic,
    pub timeline: u64,
    pub previous: u64,
    pub position: u64,
    pub event: Event,
}

/// What lies between the client's position and `head` does not come this way: fetch again, then take `head` as the position.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Gap")]
pub struct Gap {
    pub topic: Topic,
    pub timeline: u64,
    pub head: u64,
}
