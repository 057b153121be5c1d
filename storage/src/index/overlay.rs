//! What is not in fjall yet, in memory, so that reads see it. Two layers: the active one takes writes, the frozen one is
//! being written behind.

use std::{collections::BTreeMap, ops::Bound, sync::Arc};

use bytes::Bytes;
use parking_lot::Mutex;

use super::{SPACES, Space};

type Map = BTreeMap<Bytes, Option<Bytes>>;

/// Bytes that an entry costs beside its key and value.
const ENTRY_BYTES: usize = 96;

#[derive(Default)]
pub struct Layer {
    maps: [Map; SPACES.len()],
    pub bytes: usize,
}

impl Layer {
    pub fn map(&self, space: Space) -> &Map {
        &self.maps[space as usize]
    }
    pub fn is_empty(&self) -> bool {
        self.maps.iter().all(BTreeMap::is_empty)
    }

    fn put(&mut self, space: Space, key: Bytes, value: Option<Bytes>) {
        let size = key.len() + value.as_ref().map_or(0, Bytes::len) + ENTRY_BYTES;
        match self.maps[space as usize].entry(key) {
            std::collections::btree_map::Entry::Vacant(slot) => {
                slot.insert(value);
                self.bytes += size;
            }
            std::collections::btree_map::Entry::Occupied(mut slot) => {
                if wins(space, value.as_ref(), slot.get().as_ref()) {
                    self.bytes += value.as_ref().map_or(0, Bytes::len);
                    self.bytes -= slot.get().as_ref().map_or(0, Bytes::len);
                    slot.insert(value);
                }
            }
        }
    }
}

/// Whether a value that came later takes the place of one that came before. Rows carry versions; all else is by order.
pub fn wins(space: Space, later: Option<&Bytes>, earlier: Option<&Bytes>) -> bool {
    match (space, later, earlier) {
        (Space::Rows, Some(later), Some(earlier)) => row_wins(later, earlier),
        _ => true,
    }
}

/// Rows begin with version (8 bytes, big-endian) and a byte that is 1 for a delete: the highest wins, a delete at a tie.
pub fn row_wins(later: &[u8], earlier: &[u8]) -> bool {
    later.get(..9) >= earlier.get(..9)
}

#[derive(Default)]
pub struct Overlay {
    layers: Mutex<Layers>,
}

#[derive(Default)]
struct Layers {
    active: Layer,
    frozen: Arc<Layer>,
}

/// Keys between two bounds.
#[derive(Clone, Debug)]
pub struct Span {
    pub lower: Bound<Bytes>,
    pub upper: Bound<Bytes>,
}

impl Span {
    pub fn is_empty(&self) -> bool {
        match (&self.lower, &self.upper) {
            (Bound::Included(a), Bound::Included(b)) => a > b,
            (Bound::Included(a) | Bound::Excluded(a), Bound::Excluded(b)) | (Bound::Excluded(a), Bound::Included(b)) => a >= b,
            _ => false,
        }
    }
}

impl Overlay {
    /// Returns the bytes that wait in the active layer.
    pub fn put(&self, entries: impl IntoIterator<Item = (Space, Bytes, Option<Bytes>)>) -> usize {
        let mut layers = self.layers.lock();
        for (space, key, value) in entries {
            layers.active.put(space, key, value);
        }
        layers.active.bytes
    }

    pub fn bytes(&self) -> usize {
        let layers = self.layers.lock();
        layers.active.bytes + layers.frozen.bytes
    }

    /// `None`: not here, look into fjall. `Some(None)`: forgotten.
    #[expect(clippy::option_option, reason = "an entry that forgets a key is not the same as no entry")]
    pub fn get(&self, space: Space, key: &[u8]) -> Option<Option<Bytes>> {
        let layers = self.layers.lock();
        let (active, frozen) = (layers.active.map(space).get(key), layers.frozen.map(space).get(key));
        match (active, frozen) {
            (Some(a), Some(f)) => Some(if wins(space, a.as_ref(), f.as_ref()) { a } else { f }.clone()),
            (found, None) | (None, found) => found.cloned(),
        }
    }

    /// The first `limit` entries of the span, of both layers, from either side.
    pub fn page(&self, space: Space, span: &Span, reverse: bool, limit: usize) -> Vec<(Bytes, Option<Bytes>)> {
        if span.is_empty() {
            return Vec::new();
        }
        let layers = self.layers.lock();
        let mut found = Map::new();
        for map in [layers.frozen.map(space), layers.active.map(space)] {
            let range = map.range((span.lower.clone(), span.upper.clone()));
            let mut take = |(key, value): (&Bytes, &Option<Bytes>)| match found.entry(key.clone()) {
                std::collections::btree_map::Entry::Vacant(slot) => {
                    slot.insert(value.clone());
                }
                std::collections::btree_map::Entry::Occupied(mut slot) => {
                    if wins(space, value.as_ref(), slot.get().as_ref()) {
                        slot.insert(value.clone());
                    }
                }
            };
            if reverse { range.rev().take(limit).for_each(&mut take) } else { range.take(limit).for_each(&mut take) }
        }
        if reverse { found.into_iter().rev().take(limit).collect() } else { found.into_iter().take(limit).collect() }
    }

    /// Makes the active layer the frozen one, unless one is still being written.
    pub fn freeze(&self) -> Arc<Layer> {
        let mut layers = self.layers.lock();
        if layers.frozen.is_empty() {
            layers.frozen = Arc::new(std::mem::take(&mut layers.active));
        }
        layers.frozen.clone()
    }

    /// The frozen layer is in fjall now.
    pub fn thaw(&self) {
        self.layers.lock().frozen = Arc::default();
    }
}
