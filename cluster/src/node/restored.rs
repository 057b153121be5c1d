//! After a restore: what is decided from now on must not pass for what was decided, and lost, before.

use lyceum_storage::{Store, placement::ShardMap};

use crate::StartError;

/// Begins a new timeline in a store that no node serves yet.
pub async fn raise_timeline(store: &Store) -> Result<u32, StartError> {
    let Some(map) = store.placement.map().await? else { return Ok(1) };
    let raised = ShardMap { version: map.version + 1, timeline: map.timeline + 1, ..map };
    if store.placement.change_map(&raised).await? { Ok(raised.timeline) } else { Err(StartError::Map) }
}
