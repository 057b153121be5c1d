//! What records say. All of the index is a fold of these.

use bytes::Bytes;
use uuid::Uuid;

use super::codec::{Reader, put_bytes, put_entity};
use crate::{Commit, EntityKey, streams::StreamRecord};

pub const COMMIT: u8 = 1;
pub const FENCE: u8 = 2;
pub const NOTE: u8 = 3;
pub const ROW: u8 = 4;
pub const DROP_MARKS: u8 = 5;
pub const BATCH: u8 = 6;
/// Says nothing: it proves that the group before it was on disk.
pub const SEAL: u8 = 7;

/// A commit with the place of the same entity's commit before it (0 for none) and how many there were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCommit {
    pub commit: Commit,
    pub before: u64,
    pub nth: u32,
}

/// A record's meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    Commit(StoredCommit),
    Fence { entity: EntityKey, epoch: u64 },
    Change(Change),
    Batch { stream: String, first: u64, records: Vec<StreamRecord> },
    Seal,
}

/// A change of the index that is no commit. Values are whole, so applying one twice does no harm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A cursor, reminder, mark, parked entity, map …; `None` forgets it.
    Note {
        key: Bytes,
        value: Option<Bytes>,
    },
    Row {
        key: Bytes,
        version: u64,
        value: Option<Bytes>,
    },
    DropMarks {
        shard: u32,
        round: u64,
    },
}

pub fn put_commit(out: &mut Vec<u8>, commit: &Commit, before: u64, nth: u32) {
    put_entity(out, &commit.entity);
    out.extend_from_slice(&commit.position.to_le_bytes());
    out.extend_from_slice(&commit.events.to_le_bytes());
    out.extend_from_slice(&commit.epoch.to_le_bytes());
    out.extend_from_slice(commit.attempt.as_bytes());
    out.extend_from_slice(&before.to_le_bytes());
    out.extend_from_slice(&nth.to_le_bytes());
    out.extend_from_slice(&commit.body);
}

pub fn put_fence(out: &mut Vec<u8>, entity: &EntityKey, epoch: u64) {
    put_entity(out, entity);
    out.extend_from_slice(&epoch.to_le_bytes());
}

pub fn put_batch(out: &mut Vec<u8>, stream: &str, first: u64, records: &[StreamRecord]) {
    put_bytes(out, stream.as_bytes());
    out.extend_from_slice(&first.to_le_bytes());
    out.extend_from_slice(&u32::try_from(records.len()).expect("batches are bounded").to_le_bytes());
    for record in records {
        put_entity(out, &record.key);
        out.extend_from_slice(&record.position.to_le_bytes());
        out.extend_from_slice(&record.previous.to_le_bytes());
        put_bytes(out, &record.body);
    }
}

impl Change {
    pub fn kind(&self) -> u8 {
        match self {
            Self::Note { .. } => NOTE,
            Self::Row { .. } => ROW,
            Self::DropMarks { .. } => DROP_MARKS,
        }
    }

    pub fn put(&self, out: &mut Vec<u8>) {
        let put_value = |out: &mut Vec<u8>, value: &Option<Bytes>| {
            out.push(u8::from(value.is_some()));
            out.extend_from_slice(value.as_deref().unwrap_or_default());
        };
        match self {
            Self::Note { key, value } => {
                put_bytes(out, key);
                put_value(out, value);
            }
            Self::Row { key, version, value } => {
                put_bytes(out, key);
                out.extend_from_slice(&version.to_le_bytes());
                put_value(out, value);
            }
            Self::DropMarks { shard, round } => {
                out.extend_from_slice(&shard.to_le_bytes());
                out.extend_from_slice(&round.to_le_bytes());
            }
        }
    }

    pub fn size(&self) -> usize {
        match self {
            Self::Note { key, value } | Self::Row { key, value, .. } => key.len() + value.as_ref().map_or(0, Bytes::len) + 32,
            Self::DropMarks { .. } => 32,
        }
    }
}

/// `None` when the body is not what its kind says: written by a newer version, or by a bug.
pub fn read(kind: u8, body: &[u8]) -> Option<Entry> {
    let mut reader = Reader(body);
    Some(match kind {
        COMMIT => Entry::Commit(read_commit(body)?),
        FENCE => Entry::Fence { entity: reader.entity()?, epoch: reader.u64()? },
        NOTE => {
            let key = Bytes::copy_from_slice(reader.bytes()?);
            Entry::Change(Change::Note { key, value: read_value(reader)? })
        }
        ROW => {
            let key = Bytes::copy_from_slice(reader.bytes()?);
            let version = reader.u64()?;
            Entry::Change(Change::Row { key, version, value: read_value(reader)? })
        }
        DROP_MARKS => Entry::Change(Change::DropMarks { shard: reader.u32()?, round: reader.u64()? }),
        BATCH => read_batch(reader)?,
        SEAL => Entry::Seal,
        _ => return None,
    })
}

pub fn read_commit(body: &[u8]) -> Option<StoredCommit> {
    let mut reader = Reader(body);
    let entity = reader.entity()?;
    let position = reader.u64()?;
    let events = reader.u32()?;
    let epoch = reader.u64()?;
    let attempt: Uuid = reader.uuid()?;
    let before = reader.u64()?;
    let nth = reader.u32()?;
    Some(StoredCommit { commit: Commit { entity, position, events, epoch, attempt, body: reader.rest() }, before, nth })
}

#[expect(clippy::option_option, reason = "the outer one says that the bytes end too early")]
fn read_value(mut reader: Reader<'_>) -> Option<Option<Bytes>> {
    Some((reader.u8()? == 1).then(|| reader.rest()))
}

fn read_batch(mut reader: Reader<'_>) -> Option<Entry> {
    let stream = std::str::from_utf8(reader.bytes()?).ok()?.to_owned();
    let first = reader.u64()?;
    let count = reader.u32()?;
    let records = (0..count)
        .map(|_| {
            let key = reader.entity()?;
            let position = reader.u64()?;
            let previous = reader.u64()?;
            Some(StreamRecord { key, position, previous, body: Bytes::copy_from_slice(reader.bytes()?) })
        })
        .collect::<Option<Vec<_>>>()?;
    Some(Entry::Batch { stream, first, records })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;

    #[test]
    fn entries_read_back() {
        let entity = EntityKey { organization: Uuid::from_u128(1), kind: Kind::new("book"), id: Uuid::from_u128(2) };
        let commit =
            Commit { entity, position: 3, events: 2, epoch: 4, attempt: Uuid::from_u128(5), body: Bytes::from_static(b"x") };
        let mut body = Vec::new();
        put_commit(&mut body, &commit, 77, 9);
        assert_eq!(read(COMMIT, &body), Some(Entry::Commit(StoredCommit { commit, before: 77, nth: 9 })));
        for change in [
            Change::Note { key: Bytes::from_static(b"k"), value: None },
            Change::Note { key: Bytes::from_static(b"k"), value: Some(Bytes::new()) },
            Change::Row { key: Bytes::from_static(b"k"), version: 8, value: Some(Bytes::from_static(b"v")) },
            Change::DropMarks { shard: 1, round: 2 },
        ] {
            let mut body = Vec::new();
            change.put(&mut body);
            assert_eq!(read(change.kind(), &body), Some(Entry::Change(change)));
        }
    }
}
