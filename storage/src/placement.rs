//! Who owns what, and the host's notes about its entities.

use async_trait::async_trait;
use bytes::Bytes;

use crate::{EntityKey, StoreError};

/// A node's claim to be alive. On the embedded store the file lock is the lease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    pub node: String,
    pub incarnation: u64,
    pub counter: u64,
}

/// Which node serves which shard; one row with a version, changed by compare-and-set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShardMap {
    /// Also the epoch of the shards taken under it.
    pub version: u64,
    /// Raised by a restore.
    pub timeline: u32,
    /// Index is the shard.
    pub owners: Vec<String>,
}

/// A folded state: a cache, never ahead of the delivery cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Last position folded in.
    pub position: u64,
    /// `Entity::STATE` of the writer.
    pub state: u32,
    pub body: Bytes,
}

/// An entity that is not served, or one lane of it that delivers nothing, until an operator says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parked {
    pub entity: EntityKey,
    /// The host's name of the lane; `None` is the entity itself.
    pub lane: Option<String>,
    pub position: u64,
    /// Ms since 1970; `None` for what an earlier version of this program parked.
    pub since_ms: Option<i64>,
    pub cause: String,
}

/// # Contract
/// - `lease`, `map`, `park` and the timeline are durable when answered. Marks, cursors, reminders and snapshots must be *ordered*: a mark
///   answered before an append is submitted is found after a crash that the append survived; a lost cursor or snapshot is an older one.
#[async_trait]
pub trait Placement: Send + Sync {
    /// Takes or renews this node's lease; `Misuse` when another holder is alive (embedded: the lock makes that impossible).
    async fn acquire(&self, node: &str) -> Result<Lease, StoreError>;
    async fn renew(&self, lease: &Lease) -> Result<Lease, StoreError>;

    async fn map(&self) -> Result<Option<ShardMap>, StoreError>;
    /// Compare-and-set: taken if the stored version is `map.version - 1` (0 when there is none). `false` when another was faster.
    async fn change_map(&self, map: &ShardMap) -> Result<bool, StoreError>;

    /// Notes that the entity may have undelivered effects; before its first append of an activation. `round` is ten minutes of the clock.
    async fn mark(&self, shard: u32, round: u64, entities: &[EntityKey]) -> Result<(), StoreError>;
    /// Every marked entity of the shard, over all rounds that were not dropped.
    async fn marked(&self, shard: u32) -> Result<Vec<EntityKey>, StoreError>;
    /// Forgets all rounds before `round`.
    async fn drop_marks(&self, shard: u32, round: u64) -> Result<(), StoreError>;

    /// "Delivered up to" and the host's notes, opaque; saved lazily.
    async fn save_cursor(&self, entity: &EntityKey, cursor: Bytes) -> Result<(), StoreError>;
    async fn cursor(&self, entity: &EntityKey) -> Result<Option<Bytes>, StoreError>;

    async fn save_snapshot(&self, entity: &EntityKey, snapshot: Snapshot) -> Result<(), StoreError>;
    async fn snapshot(&self, entity: &EntityKey) -> Result<Option<Snapshot>, StoreError>;

    /// The earliest `due` of an entity, ms since 1970; `None` forgets it.
    async fn set_reminder(&self, shard: u32, entity: &EntityKey, due_ms: Option<i64>) -> Result<(), StoreError>;
    /// Entities of the shard due at or before `until_ms`, earliest first.
    async fn reminders(&self, shard: u32, until_ms: i64, limit: usize) -> Result<Vec<(EntityKey, i64)>, StoreError>;

    async fn park(&self, parked: &Parked) -> Result<(), StoreError>;
    async fn unpark(&self, entity: &EntityKey, lane: Option<&str>) -> Result<(), StoreError>;
    async fn parked(&self) -> Result<Vec<Parked>, StoreError>;

    /// Completes when every mark, cursor and reminder, and every row, that was saved before is durable, too.
    async fn sync(&self) -> Result<(), StoreError>;
}

/// A node's name for itself when it is the only one.
pub const SINGLE_NODE: &str = "single";
