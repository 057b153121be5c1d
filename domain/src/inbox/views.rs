use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    core::{Table, UserId, key},
    notifications::Notification,
};

/// What a person was told. Partition: [`partition`]; sort: [`sort`], read in reverse for the newest first.
pub const INBOX: Table = Table("inbox");

/// Whether it is read, [`Marks`] say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxRow {
    pub position: u64,
    pub notification: Notification,
}

/// What somebody has read: everything up to a position, and some behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    pub up_to: u64,
    pub apart: BTreeSet<u64>,
}

impl Marks {
    pub fn has_read(&self, position: u64) -> bool {
        position <= self.up_to || self.apart.contains(&position)
    }
}

pub fn partition(user: UserId) -> Vec<u8> {
    user.0.as_bytes().to_vec()
}

pub fn sort(position: u64) -> Vec<u8> {
    key::by_position(position)
}
