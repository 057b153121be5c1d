//! The host's notes. The lock makes this process the only one, so compare-and-set needs no more than an order.

use std::ops::Bound;

use async_trait::async_trait;
use bytes::Bytes;

use super::{Embedded, views::after_all};
use crate::{
    EntityKey, Placement, StoreError,
    index::{Space, overlay::Span, state::mark_prefix},
    log::{
        codec::{Reader, entity_key, entity_of, put_bytes},
        entry::Change,
        queue::Item,
    },
    placement::{Lease, Parked, ShardMap, Snapshot},
};

const INCARNATION: &[u8] = b"L";
const MAP: &[u8] = b"M";

#[async_trait]
impl Placement for Embedded {
    async fn acquire(&self, node: &str) -> Result<Lease, StoreError> {
        let _order = self.notes.lock().await;
        let before = self.state.note(INCARNATION)?.and_then(|v| Reader(&v).u64()).unwrap_or(0);
        let incarnation = before + 1;
        self.durably(note(INCARNATION, Some(incarnation.to_le_bytes().to_vec()))).await?;
        Ok(Lease { node: node.to_owned(), incarnation, counter: 0 })
    }

    async fn renew(&self, lease: &Lease) -> Result<Lease, StoreError> {
        let now = self.state.note(INCARNATION)?.and_then(|v| Reader(&v).u64());
        if now != Some(lease.incarnation) {
            return Err(StoreError::Misuse(format!("the lease of incarnation {} is over", lease.incarnation)));
        }
        Ok(Lease { counter: lease.counter + 1, ..lease.clone() })
    }

    async fn map(&self) -> Result<Option<ShardMap>, StoreError> {
        let stored = self.state.note(MAP)?;
        stored.map(|v| read_map(&v).ok_or_else(|| self.damaged("the map does not decode"))).transpose()
    }

    async fn change_map(&self, map: &ShardMap) -> Result<bool, StoreError> {
        let _order = self.notes.lock().await;
        if self.map().await?.map_or(0, |m| m.version).checked_add(1) != Some(map.version) {
            return Ok(false);
        }
        self.durably(note(MAP, Some(write_map(map)))).await?;
        Ok(true)
    }

    async fn mark(&self, shard: u32, round: u64, entities: &[EntityKey]) -> Result<(), StoreError> {
        let mut changes = Vec::new();
        for entity in entities {
            let mut key = mark_prefix(shard);
            key.extend_from_slice(&round.to_be_bytes());
            key.extend_from_slice(&entity_key(entity));
            if self.state.note(&key)?.is_none() {
                changes.push(note(&key, Some(Vec::new())));
            }
        }
        if changes.is_empty() { Ok(()) } else { self.lazily(changes).await }
    }

    async fn marked(&self, shard: u32) -> Result<Vec<EntityKey>, StoreError> {
        let prefix = mark_prefix(shard);
        let found = self.state.behind.scan(Space::Notes, within(&prefix), false, usize::MAX / 2, |_| true)?;
        let mut entities = found.iter().map(|(key, _)| self.entity_at(key, prefix.len() + 8)).collect::<Result<Vec<_>, _>>()?;
        entities.sort_unstable();
        entities.dedup();
        Ok(entities)
    }

    async fn drop_marks(&self, shard: u32, round: u64) -> Result<(), StoreError> {
        self.lazily(vec![Change::DropMarks { shard, round }]).await
    }

    async fn save_cursor(&self, entity: &EntityKey, cursor: Bytes) -> Result<(), StoreError> {
        self.lazily(vec![Change::Note { key: named(b'c', entity).into(), value: Some(cursor) }]).await
    }

    async fn cursor(&self, entity: &EntityKey) -> Result<Option<Bytes>, StoreError> {
        self.state.note(&named(b'c', entity))
    }

    async fn save_snapshot(&self, entity: &EntityKey, snapshot: Snapshot) -> Result<(), StoreError> {
        self.pressure.wait_async(&self.state).await.map_err(StoreError::Unavailable)?;
        let mut value = Vec::with_capacity(12 + snapshot.body.len());
        value.extend_from_slice(&snapshot.position.to_le_bytes());
        value.extend_from_slice(&snapshot.state.to_le_bytes());
        value.extend_from_slice(&snapshot.body);
        self.state.put(Space::Snapshots, entity_key(entity).to_vec(), Some(value.into()));
        self.pressure.added(&self.state);
        Ok(())
    }

    async fn snapshot(&self, entity: &EntityKey) -> Result<Option<Snapshot>, StoreError> {
        let Some(stored) = self.state.behind.get(Space::Snapshots, &entity_key(entity))? else { return Ok(None) };
        let mut reader = Reader(&stored);
        let head = reader.u64().zip(reader.u32());
        let (position, state) = head.ok_or_else(|| self.damaged("a snapshot does not decode"))?;
        Ok(Some(Snapshot { position, state, body: stored.slice(12..) }))
    }

    async fn set_reminder(&self, shard: u32, entity: &EntityKey, due_ms: Option<i64>) -> Result<(), StoreError> {
        let _order = self.notes.lock().await;
        let mut own = vec![b'r'];
        own.extend_from_slice(&shard.to_be_bytes());
        own.extend_from_slice(&entity_key(entity));
        let before = self.state.note(&own)?.and_then(|v| Some(i64::from_le_bytes(v[..].try_into().ok()?)));
        if before == due_ms {
            return Ok(());
        }
        let mut changes = Vec::new();
        changes.extend(before.map(|due| note(&due_key(shard, due, Some(entity)), None)));
        changes.extend(due_ms.map(|due| note(&due_key(shard, due, Some(entity)), Some(Vec::new()))));
        changes.push(note(&own, due_ms.map(|due| due.to_le_bytes().to_vec())));
        self.lazily(changes).await
    }

    async fn reminders(&self, shard: u32, until_ms: i64, limit: usize) -> Result<Vec<(EntityKey, i64)>, StoreError> {
        let upper = match until_ms.checked_add(1) {
            Some(next) => due_key(shard, next, None).into(),
            None => after_all(&due_key(shard, i64::MAX, None)),
        };
        let span = Span { lower: Bound::Included(due_key(shard, i64::MIN, None).into()), upper: Bound::Excluded(upper) };
        let found = self.state.behind.scan(Space::Notes, span, false, limit, |_| true)?;
        let read = |(key, _): &(Bytes, Bytes)| {
            let due = u64::from_be_bytes(key[5..13].try_into().expect("a due key has 13 bytes before the entity"));
            Ok((self.entity_at(key, 13)?, (due ^ SIGN).cast_signed()))
        };
        found.iter().map(read).collect()
    }

    async fn park(&self, parked: &Parked) -> Result<(), StoreError> {
        let timed = parked.since_ms.map_or(0, |_| SIGN);
        let mut value = (parked.position | timed).to_le_bytes().to_vec();
        value.extend(parked.since_ms.into_iter().flat_map(i64::to_le_bytes));
        value.extend_from_slice(parked.cause.as_bytes());
        self.durably(note(&parked_key(&parked.entity, parked.lane.as_deref()), Some(value))).await
    }

    async fn unpark(&self, entity: &EntityKey, lane: Option<&str>) -> Result<(), StoreError> {
        self.durably(note(&parked_key(entity, lane), None)).await
    }

    async fn parked(&self) -> Result<Vec<Parked>, StoreError> {
        let found = self.state.behind.scan(Space::Notes, within(b"p"), false, usize::MAX / 2, |_| true)?;
        let read = |(key, value): &(Bytes, Bytes)| {
            let entity = self.entity_at(key, 1)?;
            let lane = key.get(1 + entity_key(&entity).len()..).filter(|lane| !lane.is_empty());
            let lane = lane.map(|lane| String::from_utf8_lossy(lane).into_owned());
            let mut reader = Reader(value);
            let damaged = || self.damaged("a parked entity does not decode");
            let position = reader.u64().ok_or_else(damaged)?;
            let timed = position & SIGN != 0;
            let since_ms = if timed { Some(reader.u64().ok_or_else(damaged)?.cast_signed()) } else { None };
            let position = position & !SIGN;
            Ok(Parked { entity, lane, position, since_ms, cause: String::from_utf8_lossy(reader.0).into_owned() })
        };
        found.iter().map(read).collect()
    }

    async fn sync(&self) -> Result<(), StoreError> {
        self.ask(|reply| Item::Barrier { reply }).await
    }
}

impl Embedded {
    fn entity_at(&self, key: &[u8], at: usize) -> Result<EntityKey, StoreError> {
        key.get(at..).and_then(entity_of).ok_or_else(|| self.damaged("an entity's name does not decode"))
    }
}

/// The highest bit: of a signed time as it sorts, and of a parked entity's position where the time follows it.
const SIGN: u64 = 1 << 63;

/// Keys of what is due sort by time, also before 1970.
fn due_key(shard: u32, due_ms: i64, entity: Option<&EntityKey>) -> Vec<u8> {
    let mut key = vec![b'd'];
    key.extend_from_slice(&shard.to_be_bytes());
    key.extend_from_slice(&(due_ms.cast_unsigned() ^ SIGN).to_be_bytes());
    if let Some(entity) = entity {
        key.extend_from_slice(&entity_key(entity));
    }
    key
}

fn note(key: &[u8], value: Option<Vec<u8>>) -> Change {
    Change::Note { key: Bytes::copy_from_slice(key), value: value.map(Bytes::from) }
}

fn named(tag: u8, entity: &EntityKey) -> Vec<u8> {
    [&[tag][..], &entity_key(entity)].concat()
}

fn parked_key(entity: &EntityKey, lane: Option<&str>) -> Vec<u8> {
    [&named(b'p', entity)[..], lane.unwrap_or_default().as_bytes()].concat()
}

fn within(prefix: &[u8]) -> Span {
    Span { lower: Bound::Included(Bytes::copy_from_slice(prefix)), upper: Bound::Excluded(after_all(prefix)) }
}

fn write_map(map: &ShardMap) -> Vec<u8> {
    let mut out = map.version.to_le_bytes().to_vec();
    out.extend_from_slice(&map.timeline.to_le_bytes());
    let mut names: Vec<&str> = map.owners.iter().map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    out.extend_from_slice(&u32::try_from(names.len()).unwrap_or(u32::MAX).to_le_bytes());
    for name in &names {
        put_bytes(&mut out, name.as_bytes());
    }
    for owner in &map.owners {
        let index = names.binary_search(&owner.as_str()).expect("each owner is among the names");
        out.extend_from_slice(&u32::try_from(index).unwrap_or(u32::MAX).to_le_bytes());
    }
    out
}

fn read_map(bytes: &[u8]) -> Option<ShardMap> {
    let mut reader = Reader(bytes);
    let version = reader.u64()?;
    let timeline = reader.u32()?;
    let count = reader.u32()?;
    let names = (0..count).map(|_| String::from_utf8(reader.bytes()?.to_vec()).ok()).collect::<Option<Vec<_>>>()?;
    let mut owners = Vec::with_capacity(reader.0.len() / 4);
    while !reader.0.is_empty() {
        owners.push(names.get(reader.u32()? as usize)?.clone());
    }
    Some(ShardMap { version, timeline, owners })
}
