//! Heads of entities: a bounded map in memory over fjall. The committer decides by it, so it is never behind the log.

use std::{collections::HashMap, sync::Arc};

use parking_lot::Mutex;
use uuid::Uuid;

use super::Index;
use crate::{
    EntityKey, Head, StoreError,
    log::{
        End,
        codec::{Reader, entity_key, entity_of},
    },
};

/// Most heads kept in memory that fjall has too, about 150 bytes each.
const CACHED_MAX: usize = 256 * 1024;

/// A head and where its last commit lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stand {
    pub head: Head,
    /// Place of the last commit, 0 for none.
    pub last: u64,
    pub commits: u32,
}

impl Stand {
    pub const NEW: Self = Self { head: Head::NEW, last: 0, commits: 0 };

    pub fn encode(&self) -> [u8; 44] {
        let mut bytes = [0; 44];
        bytes[..8].copy_from_slice(&self.head.next.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.head.epoch.to_le_bytes());
        bytes[16..32].copy_from_slice(self.head.attempt.as_bytes());
        bytes[32..40].copy_from_slice(&self.last.to_le_bytes());
        bytes[40..].copy_from_slice(&self.commits.to_le_bytes());
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        let head = Head { next: reader.u64()?, epoch: reader.u64()?, attempt: reader.uuid()? };
        Some(Self { head, last: reader.u64()?, commits: reader.u32()? })
    }
}

pub struct Heads {
    state: Mutex<State>,
    index: Arc<Index>,
}

struct State {
    map: HashMap<EntityKey, Slot>,
    dirty: Vec<EntityKey>,
    published: End,
    /// Counts evictions: a reader that looked into fjall across one must look again.
    evictions: u64,
}

struct Slot {
    stand: Stand,
    dirty: bool,
    flushing: bool,
    used: bool,
}

impl Heads {
    pub fn new(index: Arc<Index>, published: End) -> Self {
        Self { state: Mutex::new(State { map: HashMap::new(), dirty: Vec::new(), published, evictions: 0 }), index }
    }

    /// [`Stand::NEW`] for an entity never heard of.
    pub fn load(&self, entity: &EntityKey) -> Result<Stand, StoreError> {
        loop {
            let before = {
                let mut state = self.state.lock();
                if let Some(slot) = state.map.get_mut(entity) {
                    slot.used = true;
                    return Ok(slot.stand);
                }
                state.evictions
            };
            let Some(stored) = self.stored(entity)? else {
                let state = self.state.lock();
                match state.map.get(entity) {
                    Some(slot) => return Ok(slot.stand),
                    None if state.evictions == before => return Ok(Stand::NEW),
                    None => continue,
                }
            };
            let mut state = self.state.lock();
            if state.evictions == before {
                let slot = state.map.entry(*entity).or_insert(Slot { stand: stored, dirty: false, flushing: false, used: true });
                return Ok(slot.stand);
            }
        }
    }

    fn stored(&self, entity: &EntityKey) -> Result<Option<Stand>, StoreError> {
        let bytes = self.index.heads.get(entity_key(entity)).map_err(|e| self.index.broken(&e))?;
        bytes.map(|b| Stand::decode(&b).ok_or_else(|| self.index.damaged("a head does not decode"))).transpose()
    }

    /// Makes what became durable visible; everything before `end` is.
    pub fn publish(&self, stands: impl IntoIterator<Item = (EntityKey, Stand)>, end: End) {
        let mut state = self.state.lock();
        let State { map, dirty, published, .. } = &mut *state;
        *published = end;
        for (entity, stand) in stands {
            let slot = map.entry(entity).or_insert(Slot { stand, dirty: false, flushing: false, used: true });
            slot.stand = stand;
            slot.used = true;
            if !slot.dirty {
                slot.dirty = true;
                dirty.push(entity);
            }
        }
    }

    /// Everything before it is durable and visible.
    pub fn published(&self) -> End {
        self.state.lock().published
    }

    pub fn dirty(&self) -> usize {
        self.state.lock().dirty.len()
    }

    /// What has to be written behind, and up to where that completes the index.
    pub fn take_dirty(&self) -> (Vec<EntityKey>, End) {
        let mut state = self.state.lock();
        let taken = std::mem::take(&mut state.dirty);
        for entity in &taken {
            if let Some(slot) = state.map.get_mut(entity) {
                slot.dirty = false;
                slot.flushing = true;
            }
        }
        (taken, state.published)
    }

    pub fn stands(&self, entities: &[EntityKey]) -> Vec<(EntityKey, Stand)> {
        let state = self.state.lock();
        entities.iter().filter_map(|e| Some((*e, state.map.get(e)?.stand))).collect()
    }

    /// Those are in fjall now; drops what was not used lately when there are too many.
    pub fn flushed(&self, entities: &[EntityKey]) {
        let mut state = self.state.lock();
        for entity in entities {
            if let Some(slot) = state.map.get_mut(entity) {
                slot.flushing = false;
            }
        }
        if state.map.len() > CACHED_MAX {
            state.evictions += 1;
            state.map.retain(|_, slot| slot.dirty || slot.flushing || std::mem::take(&mut slot.used));
        }
    }

    /// Entities that have a commit, in key order after `after`.
    pub fn entities(&self, after: Option<&EntityKey>, limit: usize) -> Result<Vec<EntityKey>, StoreError> {
        let after = after.map(entity_key);
        let mut found: Vec<EntityKey> = {
            let state = self.state.lock();
            let unwritten = state.map.iter().filter(|(_, s)| (s.dirty || s.flushing) && s.stand.last > 0);
            unwritten.map(|(e, _)| *e).filter(|e| after.is_none_or(|a| entity_key(e) > a)).collect()
        };
        let lower = after.map_or(std::ops::Bound::Unbounded, std::ops::Bound::Excluded);
        let mut stored = 0;
        for guard in self.index.heads.range((lower, std::ops::Bound::Unbounded)) {
            let (key, value) = guard.into_inner().map_err(|e| self.index.broken(&e))?;
            let entity = entity_of(&key).zip(Stand::decode(&value));
            let (entity, stand) = entity.ok_or_else(|| self.index.damaged("a head does not decode"))?;
            if stand.last > 0 {
                found.push(entity);
                stored += 1;
            }
            if stored == limit {
                break;
            }
        }
        found.sort_unstable_by_key(entity_key);
        found.dedup();
        found.truncate(limit);
        Ok(found)
    }
}

/// A first head's attempt is nil, and a commit's never is.
pub fn is_again(stand: &Stand, attempt: Uuid, next: u64) -> bool {
    !attempt.is_nil() && stand.head.attempt == attempt && stand.head.next == next
}
