//! The truth: every entity's commits, in order.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use bytes::Bytes;
use tokio::sync::mpsc::UnboundedSender;
use uuid::Uuid;

use crate::StoreError;

/// Largest commit body, bytes.
pub const COMMIT_MAX: usize = 512 * 1024;
/// Most events in a commit.
pub const COMMIT_EVENTS_MAX: u32 = 256;

/// An entity kind's name, at most 23 bytes, as a value that copies.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kind([u8; 24]);

impl Kind {
    /// # Panics
    /// Names come from `Entity::KIND`; one that is empty or over 23 bytes is a bug found at start.
    pub const fn new(name: &str) -> Self {
        let bytes = name.as_bytes();
        assert!(!bytes.is_empty() && bytes.len() < 24, "a kind's name has 1 to 23 bytes");
        let mut kind = [0; 24];
        let mut i = 0;
        while i < bytes.len() {
            kind[i] = bytes[i];
            i += 1;
        }
        Self(kind)
    }

    pub fn as_str(&self) -> &str {
        let end = self.0.iter().position(|b| *b == 0).unwrap_or(24);
        std::str::from_utf8(&self.0[..end]).unwrap_or("?")
    }

    pub const fn as_bytes(&self) -> &[u8; 24] {
        &self.0
    }

    /// From stored bytes; `None` when they are not a name.
    pub fn from_bytes(bytes: [u8; 24]) -> Option<Self> {
        let end = bytes.iter().position(|b| *b == 0)?;
        (end > 0 && bytes[end..].iter().all(|b| *b == 0) && std::str::from_utf8(&bytes[..end]).is_ok()).then_some(Self(bytes))
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which entity. Every key begins with the organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntityKey {
    pub organization: Uuid,
    pub kind: Kind,
    pub id: Uuid,
}

/// The events of one append; the body is the host's (CBOR), opaque here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    pub entity: EntityKey,
    /// Position of the first event. Positions begin at 1 and are dense.
    pub position: u64,
    /// Number of events, at least 1.
    pub events: u32,
    /// Map version under which the shard was taken.
    pub epoch: u64,
    /// Made anew for each decision, kept over retries of the same bytes.
    pub attempt: Uuid,
    pub body: Bytes,
}

/// Where an entity stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Position that the next commit must name.
    pub next: u64,
    /// Highest epoch that appended or fenced.
    pub epoch: u64,
    /// Attempt of the last commit (nil when only fenced).
    pub attempt: Uuid,
}

impl Head {
    pub const NEW: Self = Self { next: 1, epoch: 0, attempt: Uuid::nil() };
}

/// What became of one submitted commit.
#[derive(Clone, Debug)]
pub struct Appended {
    pub entity: EntityKey,
    pub attempt: Uuid,
    pub outcome: Result<(), AppendError>,
}

#[derive(Clone, Debug, thiserror::Error)]
pub enum AppendError {
    /// The entity stands elsewhere: `next` differs, or `epoch` is higher. Nothing was written.
    #[error("append conflicts with the head {0:?}")]
    Conflict(Head),
    /// It may or may not be written, now or later: submit the same bytes again until it is known.
    #[error("the append's outcome is unknown: {0}")]
    Unknown(String),
    /// Nothing was written by this submission and nothing will be: too much waits already. As little is said about an earlier
    /// submission as by `Unavailable`.
    #[error("the append was not taken: {0}")]
    Busy(String),
    /// Nothing was written by this submission and nothing will be: the disk is full, storage is away. It says nothing about an earlier submission of the same attempt that ended `Unknown`: only `Ok` and `Conflict` settle that.
    #[error("the append was not taken: {0}")]
    Unavailable(String),
}

/// Gets the outcomes of a group, once a group. Must not block.
pub trait AppendSink: Send + Sync {
    fn appended(&self, group: Vec<Appended>);
}

impl AppendSink for UnboundedSender<Vec<Appended>> {
    fn appended(&self, group: Vec<Appended>) {
        // whoever asked may have gone
        self.send(group).ok();
    }
}

/// # Contract
/// - Append is compare-and-set: taken if and only if `position == head.next` and `epoch >= head.epoch`. A head that is already this very
///   attempt answers `Ok` again (the same bytes submitted twice are in the journal once).
/// - `Ok` means durable: kill -9, power loss. A failed fsync ends the process.
/// - Commits of one entity in one submission are taken in order; the first that fails fails those behind it (`Conflict`).
/// - `read` and `head` see every commit that was answered `Ok`, and never one that could still vanish.
#[async_trait]
pub trait Journal: Send + Sync {
    /// Hands over commits; each is answered exactly once through `sink`, grouped as they became durable.
    fn submit(&self, commits: Vec<Commit>, sink: Arc<dyn AppendSink>);

    /// [`Head::NEW`] for an entity never heard of. Linearizable.
    async fn head(&self, entity: &EntityKey) -> Result<Head, StoreError>;

    /// Commits that hold positions ≥ `from`, in order, at most `limit` commits. A commit that begins before `from` and reaches over it is included.
    async fn read(&self, entity: &EntityKey, from: u64, limit: usize) -> Result<Vec<Commit>, StoreError>;

    /// Raises the entity's epoch durably, so that an append of a lower epoch can no longer land. Returns the head after it;
    /// a head with a higher epoch is returned unchanged.
    async fn fence(&self, entity: &EntityKey, epoch: u64) -> Result<Head, StoreError>;

    /// Entities that have a commit, in key order after `after`.
    async fn entities(&self, after: Option<EntityKey>, limit: usize) -> Result<Vec<EntityKey>, StoreError>;
}
