//! All that the log says, as it is read: heads, notes, rows, streams. Replay and live appends change it by the same functions.

use std::{collections::HashMap, ops::Bound, sync::Arc};

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::sync::watch;

use super::{
    Index, Space,
    behind::Behind,
    heads::{Heads, Stand},
    overlay::{Overlay, Span},
};
use crate::{
    EntityKey, Head, StoreError,
    journal::COMMIT_EVENTS_MAX,
    log::{
        End,
        codec::entity_key,
        entry::{COMMIT, Change, Entry, StoredCommit, read_commit},
        record::Record,
    },
};

/// Every so many commits of an entity one is an anchor, from which earlier ones are found.
pub const ANCHOR_EVERY: u32 = 16;

pub struct State {
    pub heads: Heads,
    pub behind: Behind,
    streams: Mutex<HashMap<String, watch::Sender<u64>>>,
}

/// Where a stream's batch lies.
pub struct StoredBatch {
    pub stream: String,
    pub first: u64,
    pub next: u64,
    pub at: u64,
}

impl State {
    pub fn new(index: Arc<Index>, end: End) -> Self {
        Self {
            heads: Heads::new(index.clone(), end),
            behind: Behind { overlay: Overlay::default(), index },
            streams: Mutex::default(),
        }
    }

    pub fn put(&self, space: Space, key: impl Into<Bytes>, value: Option<Bytes>) {
        self.behind.overlay.put([(space, key.into(), value)]);
    }

    pub fn note(&self, key: &[u8]) -> Result<Option<Bytes>, StoreError> {
        self.behind.get(Space::Notes, key)
    }

    /// Makes a change visible.
    pub fn apply(&self, change: &Change) -> Result<(), StoreError> {
        match change {
            Change::Note { key, value } => self.put(Space::Notes, key.clone(), value.clone()),
            Change::Row { key, version, value } => {
                self.put(Space::Rows, key.clone(), Some(row_value(*version, value.as_deref())));
            }
            Change::DropMarks { shard, round } => {
                let from = mark_prefix(*shard);
                let mut to = from.clone();
                to.extend_from_slice(&round.to_be_bytes());
                let span = Span { lower: Bound::Included(from.into()), upper: Bound::Excluded(to.into()) };
                let old = self.behind.scan(Space::Notes, span, false, usize::MAX / 2, |_| true)?;
                self.behind.overlay.put(old.into_iter().map(|(key, _)| (Space::Notes, key, None)));
            }
        }
        Ok(())
    }

    /// The next offset of a stream.
    pub fn stream(&self, name: &str) -> Result<watch::Sender<u64>, StoreError> {
        if let Some(stream) = self.streams.lock().get(name) {
            return Ok(stream.clone());
        }
        let next = self.note(&stream_key(name))?.and_then(|v| Some(u64::from_be_bytes(v[..].try_into().ok()?))).unwrap_or(0);
        Ok(self.streams.lock().entry(name.to_owned()).or_insert_with(|| watch::Sender::new(next)).clone())
    }

    pub fn publish_batch(&self, batch: &StoredBatch) -> Result<(), StoreError> {
        let next = Bytes::copy_from_slice(&batch.next.to_be_bytes());
        self.put(Space::Notes, stream_key(&batch.stream), Some(next));
        self.put(Space::Notes, batch_key(&batch.stream, batch.first), Some(Bytes::copy_from_slice(&batch.at.to_be_bytes())));
        self.stream(&batch.stream)?.send_replace(batch.next);
        Ok(())
    }

    pub fn anchor(&self, entity: &EntityKey, position: u64, at: u64) {
        self.put(Space::Anchors, anchor_key(entity, position), Some(Bytes::copy_from_slice(&at.to_be_bytes())));
    }

    /// Counts a commit whose body is damaged, where three numbers in it say that it is its entity's next one, or a mark that it is its
    /// first: whoever reads it meets the damage, so that the entity is parked, and everybody else is served. `None` where it is not known for sure what was lost. How
    /// many events there were may be wrong, and the epoch is not believed: it could depose a node.
    pub fn pass_over(&self, record: &Record<'_>) -> Result<Option<EntityKey>, StoreError> {
        let stored = (record.kind == COMMIT).then(|| read_commit(record.body)).flatten();
        let Some(StoredCommit { commit, before, nth }) = stored else { return Ok(None) };
        let stand = self.heads.load(&commit.entity)?;
        let follows = before == stand.last && commit.position == stand.head.next && nth == stand.commits.wrapping_add(1);
        if !follows || !(1..=COMMIT_EVENTS_MAX).contains(&commit.events) || (before == 0 && !self.is_marked(&commit.entity)?) {
            return Ok(None);
        }
        if nth.is_multiple_of(ANCHOR_EVERY) {
            self.anchor(&commit.entity, commit.position, record.at);
        }
        let head = Head { next: commit.position + u64::from(commit.events), epoch: stand.head.epoch, attempt: commit.attempt };
        let end = End { at: record.end(), chain: record.crc };
        self.heads.publish([(commit.entity, Stand { head, last: record.at, commits: nth })], end);
        Ok(Some(commit.entity))
    }

    /// Whether it may have something to deliver: no commit is written before its entity's mark.
    fn is_marked(&self, entity: &EntityKey) -> Result<bool, StoreError> {
        let marks = Span { lower: Bound::Included(Bytes::from_static(b"m")), upper: Bound::Excluded(Bytes::from_static(b"n")) };
        let marks = self.behind.scan(Space::Notes, marks, false, usize::MAX / 2, |_| true)?;
        Ok(marks.iter().any(|(key, _)| key.ends_with(&entity_key(entity))))
    }

    /// Applies a record of the log again. `false`: this version cannot read it.
    pub fn replay(&self, record: &Record<'_>) -> Result<bool, StoreError> {
        let Some(entry) = crate::log::entry::read(record.kind, record.body) else { return Ok(false) };
        let end = End { at: record.end(), chain: record.crc };
        let mut stand = None;
        match entry {
            Entry::Commit(StoredCommit { commit, nth, .. }) => {
                if nth.is_multiple_of(ANCHOR_EVERY) {
                    self.anchor(&commit.entity, commit.position, record.at);
                }
                let head =
                    Head { next: commit.position + u64::from(commit.events), epoch: commit.epoch, attempt: commit.attempt };
                stand = Some((commit.entity, Stand { head, last: record.at, commits: nth }));
            }
            Entry::Fence { entity, epoch } => {
                let mut fenced = self.heads.load(&entity)?;
                fenced.head.epoch = fenced.head.epoch.max(epoch);
                stand = Some((entity, fenced));
            }
            Entry::Change(change) => self.apply(&change)?,
            Entry::Batch { stream, first, records } => {
                self.publish_batch(&StoredBatch { stream, first, next: first + records.len() as u64, at: record.at })?;
            }
            Entry::Seal => {}
        }
        self.heads.publish(stand, end);
        Ok(true)
    }
}

/// A row as the index has it: version, 1 for a delete, value.
pub fn row_value(version: u64, value: Option<&[u8]>) -> Bytes {
    let mut bytes = Vec::with_capacity(9 + value.map_or(0, <[u8]>::len));
    bytes.extend_from_slice(&version.to_be_bytes());
    bytes.push(u8::from(value.is_none()));
    bytes.extend_from_slice(value.unwrap_or_default());
    bytes.into()
}

pub fn anchor_key(entity: &EntityKey, position: u64) -> Vec<u8> {
    let mut key = entity_key(entity).to_vec();
    key.extend_from_slice(&position.to_be_bytes());
    key
}

pub fn mark_prefix(shard: u32) -> Vec<u8> {
    let mut key = vec![b'm'];
    key.extend_from_slice(&shard.to_be_bytes());
    key
}

fn stream_key(name: &str) -> Vec<u8> {
    [b"s", name.as_bytes()].concat()
}

/// Batches of a stream sort by their first offset.
pub fn batch_key(name: &str, first: u64) -> Vec<u8> {
    [b"b", name.as_bytes(), &[0], &first.to_be_bytes()].concat()
}
