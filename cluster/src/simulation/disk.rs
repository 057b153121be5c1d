//! Storage with crash semantics of its own: the journal keeps what it answered; the rest is one ordered tail that a crash cuts short,
//! but for marks that an append has leant on.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use lyceum_storage::{
    AppendError, Commit, EntityKey, Head,
    placement::{Parked, ShardMap, Snapshot},
    streams::StreamRecord,
    views::RowWrite,
};

use super::random::Random;

#[derive(Clone)]
pub enum Soft {
    Mark { shard: u32, round: u64, key: EntityKey },
    DropMarks { shard: u32, round: u64 },
    Row(RowWrite),
    Reminder { shard: u32, key: EntityKey, due: Option<i64> },
    Cursor { key: EntityKey, cursor: Bytes },
    Snapshot { key: EntityKey, snapshot: Snapshot },
}

/// What the tail amounts to.
#[derive(Default)]
pub struct Seen {
    pub marks: BTreeMap<u32, BTreeSet<(u64, EntityKey)>>,
    pub rows: BTreeMap<Vec<u8>, (u64, Option<Bytes>)>,
    pub reminders: BTreeMap<(u32, EntityKey), i64>,
    pub cursors: BTreeMap<EntityKey, Bytes>,
    pub snapshots: BTreeMap<EntityKey, Snapshot>,
}

#[derive(Default)]
pub struct Disk {
    pub commits: BTreeMap<EntityKey, Vec<Commit>>,
    pub heads: BTreeMap<EntityKey, Head>,
    pub map: Option<ShardMap>,
    pub parked: Vec<Parked>,
    pub streams: BTreeMap<&'static str, Vec<StreamRecord>>,
    tail: Vec<(Soft, bool)>,
    pub seen: Seen,
    epochs_unchecked: bool,
}

impl Disk {
    /// A planted fault: whoever appends is believed to be the owner.
    pub fn unchecked(epochs_unchecked: bool) -> Self {
        Self { epochs_unchecked, ..Self::default() }
    }

    pub fn head(&self, key: &EntityKey) -> Head {
        self.heads.get(key).copied().unwrap_or(Head::NEW)
    }

    pub fn fence(&mut self, key: &EntityKey, epoch: u64) -> Head {
        let head = self.heads.entry(*key).or_insert(Head::NEW);
        head.epoch = head.epoch.max(epoch);
        *head
    }

    pub fn append(&mut self, commit: &Commit) -> Result<(), AppendError> {
        let head = self.head(&commit.entity);
        if head.attempt == commit.attempt {
            return Ok(());
        }
        if head.next != commit.position || (head.epoch > commit.epoch && !self.epochs_unchecked) {
            return Err(AppendError::Conflict(head));
        }
        let next = commit.position + u64::from(commit.events);
        self.heads.insert(commit.entity, Head { next, epoch: commit.epoch.max(head.epoch), attempt: commit.attempt });
        self.commits.entry(commit.entity).or_default().push(commit.clone());
        Ok(())
    }

    /// An append was submitted that may survive a crash: its entity's marks do, then.
    pub fn pin_marks(&mut self, of: &EntityKey) {
        for (soft, pinned) in &mut self.tail {
            *pinned |= matches!(soft, Soft::Mark { key, .. } if key == of);
        }
    }

    pub fn read(&self, key: &EntityKey, from: u64, limit: usize) -> Vec<Commit> {
        let commits = self.commits.get(key).map_or(&[][..], Vec::as_slice);
        commits.iter().filter(|commit| commit.position + u64::from(commit.events) > from).take(limit).cloned().collect()
    }

    pub fn put(&mut self, soft: Soft) {
        self.seen.apply(&soft);
        self.tail.push((soft, false));
    }

    /// Power is cut: some of the end of the tail is gone.
    pub fn crash(&mut self, random: &mut Random) {
        let kept = if random.percent(30) { self.tail.len() } else { random.below(self.tail.len() + 1) };
        let tail = std::mem::take(&mut self.tail);
        self.tail = tail.into_iter().enumerate().filter(|(n, (_, pinned))| *n < kept || *pinned).map(|(_, soft)| soft).collect();
        self.seen = Seen::default();
        for (soft, _) in &self.tail {
            self.seen.apply(soft);
        }
    }

    pub fn marked(&self, shard: u32) -> Vec<EntityKey> {
        let marks: BTreeSet<EntityKey> = self.seen.marks.get(&shard).into_iter().flatten().map(|(_, key)| *key).collect();
        marks.into_iter().collect()
    }
}

impl Seen {
    fn apply(&mut self, soft: &Soft) {
        match soft.clone() {
            Soft::Mark { shard, round, key } => {
                self.marks.entry(shard).or_default().insert((round, key));
            }
            Soft::DropMarks { shard, round } => self.marks.entry(shard).or_default().retain(|(of, _)| *of >= round),
            Soft::Row(row) => {
                let key = [&row.key.partition[..], &row.key.sort[..]].concat();
                let stored = self.rows.entry(key).or_insert((0, None));
                if row.version >= stored.0 {
                    *stored = (row.version, row.value);
                }
            }
            Soft::Reminder { shard, key, due: Some(due) } => {
                self.reminders.insert((shard, key), due);
            }
            Soft::Reminder { shard, key, due: None } => {
                self.reminders.remove(&(shard, key));
            }
            Soft::Cursor { key, cursor } => {
                self.cursors.insert(key, cursor);
            }
            Soft::Snapshot { key, snapshot } => {
                self.snapshots.insert(key, snapshot);
            }
        }
    }
}
