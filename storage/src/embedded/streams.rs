//! Streams on the log: batches of records, found by their first offset.

use std::ops::Bound;

use async_trait::async_trait;
use bytes::Bytes;

use super::Embedded;
use crate::{
    StoreError, Streams,
    index::{Space, overlay::Span, state::batch_key},
    log::{
        entry::{self, Change, Entry},
        queue::Item,
    },
    streams::{RECORD_MAX, StoredRecord, StreamRecord},
};

/// What a record takes beside its body, about.
const RECORD_BYTES: usize = 96;
/// Most bytes of one batch: the largest record fits.
const BATCH_BYTES_MAX: usize = RECORD_MAX + RECORD_BYTES;
const NAME_MAX: usize = 64;

#[async_trait]
impl Streams for Embedded {
    async fn append(&self, stream: &str, records: Vec<StreamRecord>) -> Result<u64, StoreError> {
        check(stream)?;
        let mut last = Err(StoreError::Misuse("no record to append".into()));
        for records in batches(records)? {
            last = Ok(self.ask(|reply| Item::Batch { stream: stream.to_owned(), records, reply }).await?);
        }
        last
    }

    async fn read(&self, stream: &str, from: u64, limit: usize) -> Result<Vec<StoredRecord>, StoreError> {
        check(stream)?;
        let mut found = Vec::new();
        let floor = Bytes::from(batch_key(stream, 0));
        let here = Span { lower: Bound::Included(floor), upper: Bound::Included(batch_key(stream, from).into()) };
        let before = self.state.behind.scan(Space::Notes, here, true, 1, |_| true)?;
        let lower = before.into_iter().next().map_or_else(|| Bytes::from(batch_key(stream, from)), |(key, _)| key);
        let ahead = Span { lower: Bound::Included(lower), upper: Bound::Included(batch_key(stream, u64::MAX).into()) };
        // a batch has a record at least, and the first may end before `from`
        for (_, place) in self.state.behind.scan(Space::Notes, ahead, false, limit.saturating_add(1), |_| true)? {
            if found.len() >= limit {
                break;
            }
            let at = place[..].try_into().map(u64::from_be_bytes);
            let at = at.map_err(|_| self.damaged("a stream's batch does not decode"))?;
            let (first, records) = self.reader.record(at, |record| match entry::read(record.kind, record.body)? {
                Entry::Batch { stream: name, first, records } if name == stream => Some((first, records)),
                _ => None,
            })?;
            let numbered = (first..).zip(records).map(|(offset, record)| StoredRecord { offset, record });
            found.extend(numbered.filter(|r| r.offset >= from).take(limit - found.len()));
        }
        Ok(found)
    }

    async fn wait(&self, stream: &str, offset: u64) -> Result<(), StoreError> {
        check(stream)?;
        let mut next = self.state.stream(stream)?.subscribe();
        let ready = next.wait_for(|next| *next > offset).await;
        ready.map(|_| ()).map_err(|_| StoreError::Unavailable("the store is closed: it is being shut".into()))
    }

    async fn end(&self, stream: &str) -> Result<u64, StoreError> {
        check(stream)?;
        Ok(*self.state.stream(stream)?.borrow())
    }

    async fn committed(&self, stream: &str, consumer: &str) -> Result<u64, StoreError> {
        let stored = self.state.note(&consumer_key(stream, consumer)?)?;
        Ok(stored.and_then(|v| Some(u64::from_le_bytes(v[..].try_into().ok()?))).unwrap_or(0))
    }

    async fn commit(&self, stream: &str, consumer: &str, offset: u64) -> Result<(), StoreError> {
        let key = consumer_key(stream, consumer)?;
        let _order = self.notes.lock().await;
        if self.committed(stream, consumer).await? >= offset {
            return Ok(());
        }
        self.durably(Change::Note { key, value: Some(Bytes::copy_from_slice(&offset.to_le_bytes())) }).await
    }
}

fn check(name: &str) -> Result<(), StoreError> {
    let fits = !name.is_empty() && name.len() <= NAME_MAX && !name.contains('\0');
    if fits { Ok(()) } else { Err(StoreError::Misuse(format!("{name:?} is no name of a stream or consumer"))) }
}

fn consumer_key(stream: &str, consumer: &str) -> Result<Bytes, StoreError> {
    check(stream)?;
    check(consumer)?;
    Ok([b"o", stream.as_bytes(), &[0], consumer.as_bytes()].concat().into())
}

fn batches(records: Vec<StreamRecord>) -> Result<Vec<Vec<StreamRecord>>, StoreError> {
    let mut batches: Vec<Vec<StreamRecord>> = Vec::new();
    let mut room = 0;
    for record in records {
        if record.body.len() > RECORD_MAX {
            return Err(StoreError::Misuse(format!("a stream's record of {} bytes is over {RECORD_MAX}", record.body.len())));
        }
        let size = record.body.len() + RECORD_BYTES;
        match batches.last_mut() {
            Some(batch) if size <= room => {
                room -= size;
                batch.push(record);
            }
            _ => {
                room = BATCH_BYTES_MAX - size;
                batches.push(vec![record]);
            }
        }
    }
    Ok(batches)
}
