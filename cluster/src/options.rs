//! What an operator or a test may set.

use std::time::Duration;

use lyceum_storage::placement::SINGLE_NODE;

use crate::Metrics;

/// Limits have names and reasons; the defaults are for a server of a few cores.
#[derive(Clone, Debug)]
pub struct Options {
    pub node: String,
    /// Logical shards of the map; the map in storage wins over it.
    pub shards: u32,
    /// Actors that hold them: 64 cost a third less a command than one for each shard.
    pub shard_actors: u32,
    /// Commands that wait at one entity before it answers `Busy`.
    pub entity_mailbox: usize,
    /// Commands under way at one shard actor before it answers `Busy`: bounds what callers can make it remember.
    pub actor_mailbox: usize,
    /// Entities in memory at one shard actor; above it the longest idle leave early.
    pub entities_live: usize,
    /// Commands decided in one commit.
    pub batch_max: usize,
    pub passivate_after: Duration,
    /// A snapshot is saved after this many new events.
    pub snapshot_every: u64,
    /// How long a reply waits for its rows.
    pub rows_wait: Duration,
    /// A cursor is saved this long after it moved.
    pub cursor_after: Duration,
    /// Entities loaded at a time, for each shard actor, to redeliver what a former owner left.
    pub recover_at_once: usize,
    /// How often due timers are looked for.
    pub tick: Duration,
    pub lease_renew: Duration,
    /// A node stops answering this long after the start of its last good renewal. `None` where the store's file lock is the lease:
    /// who holds it knows every other process dead, and a slow disk is no reason to stop.
    pub lease_lapse: Option<Duration>,
    /// Stored format level: new kinds of events wait for it.
    pub level: u32,
    pub metrics: Metrics,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            node: SINGLE_NODE.to_owned(),
            shards: 4096,
            shard_actors: 64,
            entity_mailbox: 256,
            actor_mailbox: 4096,
            entities_live: 20_000,
            batch_max: 128,
            passivate_after: Duration::from_mins(5),
            snapshot_every: 256,
            rows_wait: Duration::from_millis(250),
            cursor_after: Duration::from_secs(2),
            recover_at_once: 16,
            tick: Duration::from_millis(50),
            lease_renew: Duration::from_millis(300),
            lease_lapse: None,
            level: 1,
            metrics: Metrics::default(),
        }
    }
}
