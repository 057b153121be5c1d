//! Durable, ordered records for others: Kafka, or the embedded log.

use async_trait::async_trait;
use bytes::Bytes;

use crate::{EntityKey, StoreError};

/// A record names its sender's position and the one before it, so that a reader can tell duplicates from gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamRecord {
    pub key: EntityKey,
    pub position: u64,
    /// The sender's position of its record before this one in this stream; 0 for none.
    pub previous: u64,
    pub body: Bytes,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRecord {
    pub offset: u64,
    pub record: StreamRecord,
}

/// Largest body of a record, bytes.
pub const RECORD_MAX: usize = 1024 * 1024;

/// # Contract
/// - A record over [`RECORD_MAX`] is `Misuse`, and nothing of that call is appended. However many records fit in a call.
/// - Answered means durable. Order is kept per key. Duplicates are possible (a retry), gaps are not.
/// - A consumer's committed offset is the next it wants to read, and only grows.
#[async_trait]
pub trait Streams: Send + Sync {
    /// Returns the offset of the last record.
    async fn append(&self, stream: &str, records: Vec<StreamRecord>) -> Result<u64, StoreError>;
    async fn read(&self, stream: &str, from: u64, limit: usize) -> Result<Vec<StoredRecord>, StoreError>;
    /// Waits until there is a record at `offset` or later.
    async fn wait(&self, stream: &str, offset: u64) -> Result<(), StoreError>;
    /// The offset that the next record gets; 0 where there never was one.
    async fn end(&self, stream: &str) -> Result<u64, StoreError>;
    async fn committed(&self, stream: &str, consumer: &str) -> Result<u64, StoreError>;
    async fn commit(&self, stream: &str, consumer: &str, offset: u64) -> Result<(), StoreError>;
}
