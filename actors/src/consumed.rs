//! Streams that are consumed here, and what came of it: how far behind a consumer is, and which records it gave up. Those lie with the
//! stream's dead letters, each with its cause, until an operator has them tried again or drops them, in the order in which they lie.

use lyceum_storage::{StoreError, Streams, streams::StreamRecord};
use serde::{Deserialize, Serialize};

use crate::{erasures, notifications};

/// A stream and who reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consumed {
    pub stream: &'static str,
    pub(crate) consumer: &'static str,
    /// Where records go that the consumer gave up.
    pub(crate) dead: &'static str,
}

pub const CONSUMED: [Consumed; 2] = [notifications::CONSUMED, erasures::CONSUMED];

/// Reads the dead letters: what is before its offset is settled.
const OPERATOR: &str = "operator";
/// Version of [`Letter`]: fields are only added.
const VERSION: u32 = 1;
/// Records read at a time.
const READ_MAX: usize = 64;
/// Bytes of a cause that are kept: the log has the whole.
const CAUSE_MAX: usize = 1024;

/// As a dead letter is stored.
#[derive(Serialize, Deserialize)]
struct Letter {
    version: u32,
    cause: String,
    at_ms: i64,
    #[serde(with = "serde_bytes")]
    body: Vec<u8>,
}

/// A record that was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dead {
    pub offset: u64,
    /// As the stream had it.
    pub record: StreamRecord,
    /// Why and when; unknown of one that a former program gave up.
    pub cause: Option<(String, i64)>,
}

/// What becomes of dead letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeadOrder {
    /// Back to their stream; what fails again lies here again, behind the others.
    Retry,
    Drop,
}

impl Consumed {
    /// The consumed stream of this name.
    pub fn named(stream: &str) -> Option<Self> {
        CONSUMED.into_iter().find(|consumed| consumed.stream == stream)
    }

    /// Records that the consumer has still to take.
    pub async fn lag(&self, streams: &dyn Streams) -> Result<u64, StoreError> {
        Ok(streams.end(self.stream).await?.saturating_sub(streams.committed(self.stream, self.consumer).await?))
    }

    /// Dead letters that wait for an operator.
    pub async fn dead_count(&self, streams: &dyn Streams) -> Result<u64, StoreError> {
        Ok(streams.end(self.dead).await?.saturating_sub(streams.committed(self.dead, OPERATOR).await?))
    }

    /// The first `limit` of them.
    pub async fn dead(&self, streams: &dyn Streams, limit: usize) -> Result<Vec<Dead>, StoreError> {
        let from = streams.committed(self.dead, OPERATOR).await?;
        let found = streams.read(self.dead, from, limit).await?;
        Ok(found.into_iter().map(|stored| dead(stored.offset, stored.record)).collect())
    }

    /// The first of them up to `through`; says how many that were. Repeated after a crash, some may be in the stream twice, which
    /// its consumer knows.
    pub async fn settle(&self, streams: &dyn Streams, through: u64, order: DeadOrder) -> Result<u64, StoreError> {
        // what fails again meanwhile lies behind it
        let end = streams.end(self.dead).await?;
        let mut settled = 0;
        loop {
            let mut letters = self.dead(streams, READ_MAX).await?;
            letters.retain(|letter| letter.offset <= through && letter.offset < end);
            let Some(last) = letters.last().map(|letter| letter.offset) else { return Ok(settled) };
            settled += letters.len() as u64;
            if order == DeadOrder::Retry {
                streams.append(self.stream, letters.into_iter().map(|letter| letter.record).collect()).await?;
            }
            streams.commit(self.dead, OPERATOR, last + 1).await?;
        }
    }

    /// The consumer gives this record up.
    pub(crate) async fn bury(
        &self,
        streams: &dyn Streams,
        record: StreamRecord,
        mut cause: String,
        at_ms: i64,
    ) -> Result<(), StoreError> {
        tracing::error!(stream = self.stream, cause, "a record was given up; `lyceum dead list` shows it");
        cause.truncate(cause.floor_char_boundary(CAUSE_MAX));
        let letter = Letter { version: VERSION, cause, at_ms, body: record.body.to_vec() };
        let mut body = Vec::new();
        ciborium::into_writer(&letter, &mut body).expect("a letter is plain data, which CBOR takes whole");
        streams.append(self.dead, vec![StreamRecord { body: body.into(), ..record }]).await?;
        Ok(())
    }
}

/// A former program laid the record itself there.
fn dead(offset: u64, record: StreamRecord) -> Dead {
    match ciborium::from_reader::<Letter, _>(&record.body[..]) {
        Ok(Letter { cause, at_ms, body, .. }) => {
            Dead { offset, record: StreamRecord { body: body.into(), ..record }, cause: Some((cause, at_ms)) }
        }
        Err(_) => Dead { offset, record, cause: None },
    }
}
