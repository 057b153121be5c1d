//! Stored bytes that nobody wrote: read without a panic, and never as something else than what they say.

use bytes::Bytes;
use lyceum_soak::Corpus;
use uuid::Uuid;

use super::{
    codec::{entity_key, entity_of},
    entry::{self, BATCH, COMMIT, Change, Entry, FENCE, SEAL},
    record,
};
use crate::{Commit, EntityKey, Kind, streams::StreamRecord};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/records");
/// Where the corpus's records say that they are.
const AT: u64 = 640;

fn entity() -> EntityKey {
    EntityKey { organization: Uuid::from_u128(1), kind: Kind::new("mentoring_request"), id: Uuid::from_u128(2) }
}

/// A body of each kind of record.
fn bodies() -> Vec<(u8, Vec<u8>)> {
    let made = |kind, put: &dyn Fn(&mut Vec<u8>)| {
        let mut body = Vec::new();
        put(&mut body);
        (kind, body)
    };
    let commit = Commit {
        entity: entity(),
        position: 3,
        events: 2,
        epoch: 4,
        attempt: Uuid::from_u128(5),
        body: Bytes::from_static(b"events"),
    };
    let change = |change: &Change| made(change.kind(), &|out| change.put(out));
    let (key, value) = (Bytes::from_static(b"key"), Some(Bytes::from_static(b"value")));
    let record = StreamRecord { key: entity(), position: 7, previous: 6, body: Bytes::from_static(b"record") };
    vec![
        made(COMMIT, &|out| entry::put_commit(out, &commit, 77, 9)),
        made(FENCE, &|out| entry::put_fence(out, &entity(), 8)),
        change(&Change::Note { key: key.clone(), value: value.clone() }),
        change(&Change::Note { key: key.clone(), value: None }),
        change(&Change::Row { key, version: 8, value }),
        change(&Change::DropMarks { shard: 3, round: 4 }),
        made(BATCH, &|out| entry::put_batch(out, "audit", 5, &[record.clone(), record.clone()])),
        (SEAL, Vec::new()),
    ]
}

fn written(entry: &Entry) -> Vec<u8> {
    let mut out = Vec::new();
    match entry {
        Entry::Commit(stored) => entry::put_commit(&mut out, &stored.commit, stored.before, stored.nth),
        Entry::Fence { entity, epoch } => entry::put_fence(&mut out, entity, *epoch),
        Entry::Change(change) => change.put(&mut out),
        Entry::Batch { stream, first, records } => entry::put_batch(&mut out, stream, *first, records),
        Entry::Seal => {}
    }
    out
}

#[test]
fn records_are_read_whole_or_not_at_all() {
    let records = bodies().into_iter().map(|(kind, body)| {
        let mut out = Vec::new();
        record::push(&mut out, kind, 99, AT, 600, |out| out.extend_from_slice(&body));
        out
    });
    Corpus::new(CORPUS, records).check("storage.records", |bytes| {
        if let Ok(read) = record::parse(bytes, AT) {
            let mut again = Vec::new();
            record::push(&mut again, read.kind, read.previous, read.at, read.group, |out| out.extend_from_slice(read.body));
            assert!(bytes.starts_with(&again[..4]) && read.end() - AT <= bytes.len() as u64, "no longer than what is there");
            assert_eq!(again[record::HEADER..], *read.body);
        }
        if let Some(found) = record::find(bytes, AT, 0) {
            assert!(found.at >= AT && found.end() <= AT + bytes.len() as u64);
        }
    });
}

#[test]
fn bodies_are_read_as_what_they_say_and_written_so_again() {
    let bodies = bodies().into_iter().map(|(kind, body)| [vec![kind], body].concat());
    Corpus::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/entries"), bodies).check("storage.entries", |bytes| {
        let Some((kind, body)) = bytes.split_first() else { return };
        if let Some(entry) = entry::read(*kind, body) {
            let again = written(&entry);
            assert_eq!(entry::read(*kind, &again).as_ref(), Some(&entry));
            assert!(again.len() <= body.len(), "nothing was invented");
        }
        if let Some(entity) = entity_of(bytes) {
            assert_eq!(entity_of(&entity_key(&entity)), Some(entity));
        }
    });
}
