//! How far each member has read: a row whose version is the position itself, so that it only grows whoever writes it when.

use std::{collections::HashMap, time::Duration};

use bytes::Bytes;
use lyceum_cluster::Node;
use lyceum_domain::core::{Table, UserId};
use lyceum_storage::{
    StoreError,
    views::{RowKey, RowWrite},
};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::ChannelKey;

/// Partition: the channel; sort: the reader.
pub const READS: Table = Table("channel_reads");

/// Markers wait so long for others to be written with.
pub const COALESCED: Duration = Duration::from_secs(2);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadRow {
    pub position: u64,
}

#[derive(Default)]
pub struct Reads {
    known: HashMap<UserId, u64>,
    unwritten: HashMap<UserId, u64>,
    since: Option<Instant>,
}

impl Reads {
    pub fn knows(&self, user: UserId) -> bool {
        self.known.contains_key(&user)
    }

    pub fn marker(&self, user: UserId) -> Option<u64> {
        self.known.get(&user).copied()
    }

    /// What the row says.
    pub fn found(&mut self, user: UserId, position: u64) {
        self.known.insert(user, position);
    }

    /// True when it grew.
    pub fn advance(&mut self, user: UserId, position: u64, now: Instant) -> bool {
        let known = self.known.entry(user).or_default();
        let grew = position > *known;
        if grew {
            *known = position;
            self.unwritten.insert(user, position);
            self.since.get_or_insert(now);
        }
        grew
    }

    /// What is to be written now.
    pub fn due(&mut self, now: Instant) -> Vec<(UserId, u64)> {
        match self.since {
            Some(since) if since + COALESCED <= now => self.take(),
            _ => Vec::new(),
        }
    }

    pub fn take(&mut self) -> Vec<(UserId, u64)> {
        self.since = None;
        self.unwritten.drain().collect()
    }

    pub fn wait(&self) -> bool {
        self.since.is_some()
    }
}

pub async fn find(node: &Node, key: ChannelKey, user: UserId) -> u64 {
    let row = node.row::<ReadRow>(READS, key.organization, key.channel.as_bytes(), user.0.as_bytes()).await;
    row.ok().flatten().map_or(0, |row| row.value.position)
}

pub async fn write(node: &Node, key: ChannelKey, timeline: u64, reads: &[(UserId, u64)]) -> Result<(), StoreError> {
    if reads.is_empty() {
        return Ok(());
    }
    let rows = reads.iter().map(|(user, position)| {
        let mut value = Vec::new();
        ciborium::into_writer(&ReadRow { position: *position }, &mut value).expect("a number is plain data");
        RowWrite {
            key: RowKey {
                table: READS.0,
                organization: key.organization.0,
                partition: Bytes::copy_from_slice(key.channel.as_bytes()),
                sort: Bytes::copy_from_slice(user.0.as_bytes()),
            },
            version: (timeline << 40) + position,
            value: Some(value.into()),
        }
    });
    node.store().views.write(rows.collect()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: UserId = UserId(uuid::Uuid::from_u128(1));

    #[test]
    fn a_marker_only_grows_and_is_written_once_in_a_while() {
        let now = Instant::now();
        let mut reads = Reads::default();
        assert!(reads.advance(ADA, 5, now));
        assert!(!reads.advance(ADA, 4, now));
        assert!(reads.advance(ADA, 7, now));
        assert_eq!(reads.due(now), []);
        assert_eq!(reads.due(now + COALESCED), [(ADA, 7)]);
        assert_eq!(reads.due(now + 2 * COALESCED), []);
    }
}
