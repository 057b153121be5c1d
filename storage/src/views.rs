//! Rows for lists: (table, organization, partition, sort) → value. Hints that can be made again from the journal.

use async_trait::async_trait;
use bytes::Bytes;
use uuid::Uuid;

use crate::StoreError;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowKey {
    pub table: &'static str,
    pub organization: Uuid,
    pub partition: Bytes,
    pub sort: Bytes,
}

/// A put (`Some`) or a delete (`None`) at a version: timeline · 2⁴⁰ + position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowWrite {
    pub key: RowKey,
    pub version: u64,
    pub value: Option<Bytes>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRow {
    pub sort: Bytes,
    pub version: u64,
    pub value: Bytes,
}

/// Part of a partition, in byte order of `sort`.
#[derive(Clone, Debug, Default)]
pub struct Range {
    /// Exclusive lower bound.
    pub after: Option<Bytes>,
    /// Exclusive upper bound.
    pub before: Option<Bytes>,
    /// Highest first.
    pub reverse: bool,
}

/// # Contract
/// - The highest version wins, whatever the order of arrival; at the same version a delete wins. A delete is remembered, so that
///   an older put that comes late changes nothing.
/// - A write that was answered is seen by later reads. Rows need not survive a crash: the host repairs them from its cursors.
#[async_trait]
pub trait Views: Send + Sync {
    async fn write(&self, rows: Vec<RowWrite>) -> Result<(), StoreError>;
    async fn get(&self, key: &RowKey) -> Result<Option<StoredRow>, StoreError>;
    async fn list(
        &self,
        table: &'static str,
        organization: Uuid,
        partition: &[u8],
        range: Range,
        limit: usize,
    ) -> Result<Vec<StoredRow>, StoreError>;
}
