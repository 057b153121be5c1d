use serde::{Deserialize, Serialize};

use crate::{
    core::{Table, UserId, key},
    notifications::Notification,
};

/// What a person was told. Partition: [`partition`]; sort: [`sort`], read in reverse for the newest first.
pub const INBOX: Table = Table("inbox");

/// Read when `position` is at or below [`super::Shown::read_up_to`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxRow {
    pub position: u64,
    pub notification: Notification,
}

pub fn partition(user: UserId) -> Vec<u8> {
    user.0.as_bytes().to_vec()
}

pub fn sort(position: u64) -> Vec<u8> {
    key::by_position(position)
}
