use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::core::{EntityId, Personal, Table, Timestamp, UserId, Words, key};

/// A channel row per member. Partition: [`member_partition`]; sort: [`member_sort`], read in reverse for the newest first.
pub const CHANNELS: Table = Table("channels");

/// One row a message, edits and deletion applied. Partition: [`message_partition`]; sort: [`message_sort`].
pub const MESSAGES: Table = Table("channel_messages");

/// The reactions of a message that has or had some; same keys as [`MESSAGES`].
pub const REACTIONS: Table = Table("channel_reactions");

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelRow {
    pub id: Uuid,
    pub kind: Kind,
    pub title: Words,
    pub members: BTreeSet<UserId>,
    pub opened_at: Timestamp,
    pub closed: bool,
}

/// What a channel is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A mentoring session, with its id.
    Session(Uuid),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRow {
    pub position: u64,
    pub author: UserId,
    /// Absent once deleted.
    pub text: Option<Personal<String>>,
    pub sent_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    /// Where its text was last written; 0 in rows of before there were versions, which have the message's own.
    #[serde(default)]
    pub version: u64,
    pub deleted: bool,
    /// The author's own mark, echoed so that their other views know the message again; gone after an edit.
    pub client_id: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReactionsRow {
    pub reactions: Vec<Reaction>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaction {
    pub emoji: String,
    /// In the order of reacting.
    pub users: Vec<UserId>,
}

pub fn member_partition(member: UserId) -> Vec<u8> {
    member.0.as_bytes().to_vec()
}

pub fn member_sort(opened_at: Timestamp, channel: Uuid) -> Vec<u8> {
    key::by_time(opened_at, channel)
}

pub fn message_partition(channel: EntityId) -> Vec<u8> {
    channel.0.as_bytes().to_vec()
}

pub fn message_sort(position: u64) -> Vec<u8> {
    key::by_position(position)
}

/// The position that a sort key of [`MESSAGES`] names.
pub fn message_position(sort: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(sort.try_into().ok()?))
}
