//! Taking shards: the map's next version, which is the epoch of all that is decided under it.

use lyceum_storage::placement::ShardMap;

/// The map with which `node` takes every shard, alone. A restart raises it too: what the former process still has under way
/// must not land behind this one's back.
pub(crate) fn next_map(before: Option<&ShardMap>, node: &str, shards: u32) -> ShardMap {
    let shards = before.map_or(shards as usize, |map| map.owners.len());
    ShardMap {
        version: before.map_or(0, |map| map.version) + 1,
        timeline: before.map_or(1, |map| map.timeline),
        owners: vec![node.to_owned(); shards],
    }
}
