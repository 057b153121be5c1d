//! The request ids that an entity remembers, with their replies: a retry within the window gets the first answer.

use std::collections::HashMap;

use serde::{Deserialize, Serialize, Serializer, ser::SerializeSeq};

const AGE_MAX_MS: i64 = 24 * 60 * 60 * 1000;
const IDS_MAX: usize = 4096;
/// Of replies; the ids have their own bound.
const BYTES_MAX: usize = 256 * 1024;
/// Up to here a scan beats an index.
const SCAN_MAX: usize = 32;
/// Bytes kept of an id and of a body's hash: nobody finds two that begin with the same.
const KEPT: usize = 16;
/// What a record has beside its reply: id, body's hash, time, the reply's length.
const HEAD: usize = 2 * KEPT + 8 + 4;

/// Most entities remember a few ids, and all of them lie in memory: so one record lies behind the other, without a gap.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(try_from = "Vec<Remembered>")]
pub(crate) struct Window {
    records: Vec<u8>,
    /// What lies before it was forgotten.
    first: usize,
    count: usize,
    /// Id → place of its last record; most windows are small and have none.
    #[expect(clippy::box_collection, reason = "a pointer is all that a small window pays")]
    index: Option<Box<HashMap<[u8; KEPT], usize>>>,
}

/// As snapshots have it; older ones have ids and hashes of 32 bytes.
#[derive(Deserialize)]
#[cfg_attr(test, derive(Serialize))]
struct Remembered {
    #[serde(with = "serde_bytes")]
    id: Vec<u8>,
    #[serde(with = "serde_bytes")]
    body_hash: Vec<u8>,
    at_ms: i64,
    #[serde(with = "serde_bytes")]
    reply: Vec<u8>,
}

#[derive(Clone, Copy, Serialize)]
struct Record<'a> {
    #[serde(with = "serde_bytes")]
    id: [u8; KEPT],
    #[serde(with = "serde_bytes")]
    body_hash: [u8; KEPT],
    at_ms: i64,
    #[serde(with = "serde_bytes")]
    reply: &'a [u8],
}

/// What was said to a request of this id before.
pub(crate) enum Before<'a> {
    SameBody(&'a [u8]),
    OtherBody,
}

impl Window {
    pub fn find(&self, id: &[u8; 32], body_hash: &[u8; 32], now_ms: i64) -> Option<Before<'_>> {
        let id = kept(id)?;
        let found = match &self.index {
            None => self.iter().filter(|record| record.id == id).last()?,
            Some(index) => read(&self.records[*index.get(&id)?..])?,
        };
        let is_same = kept(body_hash) == Some(found.body_hash);
        (now_ms - found.at_ms < AGE_MAX_MS).then_some(if is_same { Before::SameBody(found.reply) } else { Before::OtherBody })
    }

    pub fn remember(&mut self, id: &[u8; 32], body_hash: &[u8; 32], at_ms: i64, reply: &[u8]) {
        if let (Some(id), Some(body_hash)) = (kept(id), kept(body_hash)) {
            self.insert(Record { id, body_hash, at_ms, reply });
        }
    }

    fn insert(&mut self, new: Record<'_>) {
        let len = HEAD + new.reply.len();
        if self.records.capacity() - self.records.len() < len {
            // An eighth, not twice as much: growing is rare, and room in vain is paid for as long as the entity lives.
            self.records.reserve_exact(len + self.records.len() / 8);
        }
        let place = self.records.len();
        self.records.extend_from_slice(&new.id);
        self.records.extend_from_slice(&new.body_hash);
        self.records.extend_from_slice(&new.at_ms.to_le_bytes());
        self.records.extend_from_slice(&u32::try_from(new.reply.len()).unwrap_or(u32::MAX).to_le_bytes());
        self.records.extend_from_slice(new.reply);
        self.count += 1;
        if let Some(index) = &mut self.index {
            index.insert(new.id, place);
        }
        while let Some(old) = read(&self.records[self.first..])
            && (self.is_over() || new.at_ms - old.at_ms >= AGE_MAX_MS)
        {
            let (id, len) = (old.id, HEAD + old.reply.len());
            self.forget_first(&id, len);
        }
        if self.index.is_none() && self.count > SCAN_MAX {
            self.index = Some(Box::new(self.places().collect()));
        }
    }

    fn is_over(&self) -> bool {
        let replies = self.records.len() - self.first - self.count * HEAD;
        self.count > IDS_MAX || (replies > BYTES_MAX && self.count > 1)
    }

    fn forget_first(&mut self, id: &[u8; KEPT], len: usize) {
        if let Some(index) = &mut self.index
            && index.get(id) == Some(&self.first)
        {
            index.remove(id);
        }
        self.first += len;
        self.count -= 1;
        if self.first > self.records.len() / 2 {
            self.records.drain(..self.first);
            self.records.shrink_to(self.records.len() * 2);
            self.first = 0;
            self.index = self.index.is_some().then(|| Box::new(self.places().collect()));
        }
    }

    fn places(&self) -> impl Iterator<Item = ([u8; KEPT], usize)> {
        let mut next = self.first;
        self.iter().map(move |record| {
            let place = next;
            next += HEAD + record.reply.len();
            (record.id, place)
        })
    }

    fn iter(&self) -> impl Iterator<Item = Record<'_>> {
        let mut rest = &self.records[self.first..];
        std::iter::from_fn(move || {
            let record = read(rest)?;
            rest = &rest[HEAD + record.reply.len()..];
            Some(record)
        })
    }
}

fn kept(hash: &[u8]) -> Option<[u8; KEPT]> {
    hash.first_chunk().copied()
}

fn read(bytes: &[u8]) -> Option<Record<'_>> {
    let (&id, bytes) = bytes.split_first_chunk()?;
    let (&body_hash, bytes) = bytes.split_first_chunk()?;
    let (&at_ms, bytes) = bytes.split_first_chunk()?;
    let (&len, bytes) = bytes.split_first_chunk()?;
    let reply = bytes.get(..usize::try_from(u32::from_le_bytes(len)).ok()?)?;
    Some(Record { id, body_hash, at_ms: i64::from_le_bytes(at_ms), reply })
}

impl TryFrom<Vec<Remembered>> for Window {
    type Error = &'static str;

    fn try_from(stored: Vec<Remembered>) -> Result<Self, Self::Error> {
        let mut window = Self::default();
        for Remembered { id, body_hash, at_ms, reply } in stored {
            let (id, body_hash) = kept(&id).zip(kept(&body_hash)).ok_or("an id or a hash is too short")?;
            window.insert(Record { id, body_hash, at_ms, reply: &reply });
        }
        Ok(window)
    }
}

impl Serialize for Window {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut records = serializer.serialize_seq(Some(self.count))?;
        self.iter().try_for_each(|record| records.serialize_element(&record))?;
        records.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: [u8; 32] = [3; 32];

    fn id(n: u64) -> [u8; 32] {
        *blake3::hash(&n.to_le_bytes()).as_bytes()
    }

    fn filled(count: u64, reply: usize) -> Window {
        let mut window = Window::default();
        (0..count).for_each(|n| window.remember(&id(n), &BODY, 0, &vec![n.to_le_bytes()[0]; reply]));
        window
    }

    fn knows(window: &Window, n: u64, now_ms: i64) -> bool {
        window.find(&id(n), &BODY, now_ms).is_some()
    }

    #[test]
    fn the_oldest_leave_first_by_count_and_by_bytes() {
        let by_count = filled(10_000, 1);
        assert!(!knows(&by_count, 10_000 - 4097, 0));
        for n in 10_000 - 4096..10_000 {
            let Some(Before::SameBody(reply)) = by_count.find(&id(n), &BODY, 0) else { panic!("{n} is forgotten") };
            assert_eq!(reply, [n.to_le_bytes()[0]]);
        }
        let by_bytes = filled(40, 10_000);
        assert!(by_bytes.iter().map(|record| record.reply.len()).sum::<usize>() <= BYTES_MAX);
        assert!(!knows(&by_bytes, 0, 0));
        assert!(knows(&by_bytes, 39, 0));
    }

    #[test]
    fn a_day_later_an_id_is_forgotten() {
        let mut window = filled(3, 1);
        assert!(knows(&window, 0, AGE_MAX_MS - 1));
        assert!(!knows(&window, 0, AGE_MAX_MS));
        window.remember(&id(9), &BODY, AGE_MAX_MS, &[]);
        assert_eq!(window.iter().count(), 1);
    }

    #[test]
    fn an_id_with_another_body_is_told_apart_in_small_windows_and_large_ones() {
        for count in [5, 500] {
            let window = filled(count, 1);
            assert!(matches!(window.find(&id(4), &BODY, 0), Some(Before::SameBody([4]))));
            assert!(matches!(window.find(&id(4), &[9; 32], 0), Some(Before::OtherBody)));
            assert!(window.find(&id(count), &BODY, 0).is_none());
        }
    }

    #[test]
    fn an_id_that_came_again_after_a_day_gets_its_last_answer() {
        for others in [3, 100] {
            let mut window = filled(others, 1);
            window.remember(&id(0), &BODY, AGE_MAX_MS - 1, b"later");
            assert!(matches!(window.find(&id(0), &BODY, AGE_MAX_MS), Some(Before::SameBody(b"later"))), "{others}");
        }
    }

    #[test]
    fn a_stored_window_reads_back_the_same_as_do_the_long_ids_of_older_ones() {
        let window = filled(100, 5);
        let back: Window = crate::kinds::decode(&crate::kinds::encode(&window)).unwrap();
        assert_eq!(back.records, window.records);
        assert!((0..100).all(|n| knows(&back, n, 1)));

        let long = |n: u64| Remembered { id: id(n).into(), body_hash: BODY.into(), at_ms: 0, reply: vec![n.to_le_bytes()[0]; 5] };
        let older: Vec<Remembered> = (0..100).map(long).collect();
        let back: Window = crate::kinds::decode(&crate::kinds::encode(&older)).unwrap();
        assert_eq!(back.records, window.records);

        let short = vec![Remembered { id: vec![1; 15], body_hash: BODY.into(), at_ms: 0, reply: Vec::new() }];
        assert!(crate::kinds::decode::<Window>(&crate::kinds::encode(&short)).is_err(), "replayed from the log instead");
    }

    #[test]
    fn ten_ids_take_five_hundred_bytes() {
        let window = filled(10, 2);
        assert!(window.records.capacity() <= 512, "{}", window.records.capacity());
    }
}
