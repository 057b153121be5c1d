//! The request ids that an entity remembers, with their replies: a retry within the window gets the first answer.

use std::collections::{HashMap, VecDeque};

use serde::{Deserialize, Serialize};

const AGE_MAX_MS: i64 = 24 * 60 * 60 * 1000;
const IDS_MAX: usize = 4096;
/// Of replies; the ids have their own bound.
const BYTES_MAX: usize = 256 * 1024;
/// Up to here a scan beats an index.
const SCAN_MAX: usize = 32;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Remembered>", into = "Vec<Remembered>")]
pub(crate) struct Window {
    kept: VecDeque<Remembered>,
    bytes: usize,
    /// How many were forgotten: the number of `kept[0]`.
    forgotten: u64,
    /// First bytes of an id → its number; ids are hashes, so two never share them but by a forger's luck.
    #[expect(clippy::box_collection, reason = "most windows are small and have none: a pointer is all they pay")]
    index: Option<Box<HashMap<u64, u64>>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Remembered {
    #[serde(with = "serde_bytes")]
    pub id: [u8; 32],
    #[serde(with = "serde_bytes")]
    pub body_hash: [u8; 32],
    pub at_ms: i64,
    #[serde(with = "serde_bytes")]
    pub reply: Vec<u8>,
}

impl Remembered {
    fn bytes(&self) -> usize {
        self.reply.len()
    }
}

impl Window {
    pub fn find(&self, id: &[u8; 32], now_ms: i64) -> Option<&Remembered> {
        let found = match &self.index {
            None => self.kept.iter().rev().find(|kept| kept.id == *id),
            Some(index) => {
                let number = index.get(&prefix(id))?;
                self.kept.get(usize::try_from(number - self.forgotten).ok()?).filter(|kept| kept.id == *id)
            }
        };
        found.filter(|kept| now_ms - kept.at_ms < AGE_MAX_MS)
    }

    pub fn insert(&mut self, new: Remembered) {
        let now_ms = new.at_ms;
        self.bytes += new.bytes();
        let number = self.forgotten + self.kept.len() as u64;
        if let Some(index) = &mut self.index {
            index.insert(prefix(&new.id), number);
        }
        self.kept.push_back(new);
        while self.kept.front().is_some_and(|old| self.is_over() || now_ms - old.at_ms >= AGE_MAX_MS) {
            self.forget_first();
        }
        if self.index.is_none() && self.kept.len() > SCAN_MAX {
            self.index = Some(Box::new((self.forgotten..).zip(&self.kept).map(|(n, kept)| (prefix(&kept.id), n)).collect()));
        }
    }

    fn is_over(&self) -> bool {
        self.kept.len() > IDS_MAX || (self.bytes > BYTES_MAX && self.kept.len() > 1)
    }

    fn forget_first(&mut self) {
        let Some(old) = self.kept.pop_front() else { return };
        self.bytes -= old.bytes();
        if let Some(index) = &mut self.index
            && index.get(&prefix(&old.id)) == Some(&self.forgotten)
        {
            index.remove(&prefix(&old.id));
        }
        self.forgotten += 1;
    }
}

fn prefix(id: &[u8; 32]) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&id[..8]);
    u64::from_le_bytes(first)
}

impl From<Vec<Remembered>> for Window {
    fn from(kept: Vec<Remembered>) -> Self {
        let mut window = Self::default();
        for one in kept {
            window.insert(one);
        }
        window
    }
}

impl From<Window> for Vec<Remembered> {
    fn from(window: Window) -> Self {
        window.kept.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remembered(n: u64, at_ms: i64, reply: usize) -> Remembered {
        let id = *blake3::hash(&n.to_le_bytes()).as_bytes();
        Remembered { id, body_hash: [0; 32], at_ms, reply: vec![0; reply] }
    }

    fn filled(count: u64, reply: usize) -> Window {
        let mut window = Window::default();
        (0..count).for_each(|n| window.insert(remembered(n, 0, reply)));
        window
    }

    fn knows(window: &Window, n: u64, now_ms: i64) -> bool {
        window.find(&remembered(n, 0, 0).id, now_ms).is_some()
    }

    #[test]
    fn the_oldest_leave_first_by_count_and_by_bytes() {
        let by_count = filled(5000, 1);
        assert!(!knows(&by_count, 5000 - 4097, 0));
        assert!(knows(&by_count, 5000 - 4096, 0));
        let by_bytes = filled(40, 10_000);
        assert!(by_bytes.bytes <= BYTES_MAX);
        assert!(!knows(&by_bytes, 0, 0));
        assert!(knows(&by_bytes, 39, 0));
    }

    #[test]
    fn a_day_later_an_id_is_forgotten() {
        let mut window = filled(3, 1);
        assert!(knows(&window, 0, AGE_MAX_MS - 1));
        assert!(!knows(&window, 0, AGE_MAX_MS));
        window.insert(remembered(9, AGE_MAX_MS, 1));
        assert_eq!(window.kept.len(), 1);
    }

    #[test]
    fn a_stored_window_reads_back_the_same() {
        let window = filled(100, 5);
        let bytes = crate::kinds::encode(&window);
        let back: Window = crate::kinds::decode(&bytes).unwrap();
        assert_eq!(back.kept, window.kept);
        assert!((0..100).all(|n| knows(&back, n, 1)));
    }
}
