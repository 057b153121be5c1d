//! What an `event` frame carries, told apart by `kind`.

use lyceum_domain::core::{OrganizationId, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Time;

/// Where a person's picture is fetched. The blob's id cannot be guessed, so that the address is the permission.
pub fn picture_url(organization: OrganizationId, user: UserId, blob: Uuid) -> String {
    format!("/v1/users/{user}/picture?v={organization}.{blob}")
}

/// A topic's event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    MessagePosted {
        message: Message,
    },
    /// The message's `version` is now the frame's position.
    MessageEdited {
        message_position: u64,
        /// Null when the author was erased.
        text: Option<String>,
        edited_at: Time,
    },
    MessageDeleted {
        message_position: u64,
    },
    Reacted {
        message_position: u64,
        emoji: String,
        #[schemars(with = "Uuid")]
        user: UserId,
    },
    Unreacted {
        message_position: u64,
        emoji: String,
        #[schemars(with = "Uuid")]
        user: UserId,
    },
    MemberAdded {
        #[schemars(with = "Uuid")]
        user: UserId,
    },
    MemberRemoved {
        #[schemars(with = "Uuid")]
        user: UserId,
    },
    /// A position that shows nothing.
    Note {},
    /// Fetch it again.
    Changed {
        what: What,
        id: Uuid,
    },
}

/// A channel's message as the HTTP API shows it; its `version` is its position.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Message {
    pub position: u64,
    /// Null when the author was erased.
    pub author: Option<Person>,
    /// Null when it was deleted or its author erased.
    pub text: Option<String>,
    pub sent_at: Time,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub edited_at: Option<Time>,
    pub deleted: bool,
    pub reactions: Vec<Reaction>,
    /// The sender's own name for it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub client_id: Option<String>,
}

/// Somebody, as others see them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Person {
    #[schemars(with = "Uuid")]
    pub id: UserId,
    pub display_name: String,
    pub picture_url: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reaction {
    pub emoji: String,
    #[schemars(with = "Vec<Uuid>")]
    pub users: Vec<UserId>,
}

/// What a `changed` event is about; `id` is that thing's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum What {
    MentoringRequest,
    MentoringSession,
    Notification,
    MentorApplication,
    Profile,
    Channel,
    /// What a person has not read of a channel: the entry in their list, not its messages.
    Unread,
    Room,
}
