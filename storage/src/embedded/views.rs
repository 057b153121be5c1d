//! Rows, written behind and ordered by their versions.

use std::ops::Bound;

use async_trait::async_trait;
use bytes::{BufMut as _, Bytes, BytesMut};
use uuid::Uuid;

use super::Embedded;
use crate::{
    StoreError, Views,
    index::{Space, overlay::Span},
    log::entry::Change,
    views::{Range, RowKey, RowWrite, StoredRow},
};

#[async_trait]
impl Views for Embedded {
    async fn write(&self, rows: Vec<RowWrite>) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let change = |row: RowWrite| {
            let RowKey { table, organization, partition, sort } = &row.key;
            let mut key = BytesMut::from(&prefix(table, *organization, partition)?[..]);
            key.put_slice(sort);
            Ok(Change::Row { key: key.freeze(), version: row.version, value: row.value })
        };
        let changes = rows.into_iter().map(change).collect::<Result<Vec<_>, StoreError>>()?;
        self.lazily(changes).await
    }

    async fn get(&self, key: &RowKey) -> Result<Option<StoredRow>, StoreError> {
        let mut bytes = prefix(key.table, key.organization, &key.partition)?;
        bytes.extend_from_slice(&key.sort);
        let stored = self.state.behind.get(Space::Rows, &bytes)?.filter(|v| is_put(v));
        stored.map(|v| self.row(key.sort.clone(), &v)).transpose()
    }

    async fn list(
        &self,
        table: &'static str,
        organization: Uuid,
        partition: &[u8],
        range: Range,
        limit: usize,
    ) -> Result<Vec<StoredRow>, StoreError> {
        let prefix = prefix(table, organization, partition)?;
        let key = |sort: &Bytes| Bytes::from([&prefix[..], sort].concat());
        let span = Span {
            lower: range
                .after
                .as_ref()
                .map_or_else(|| Bound::Included(Bytes::copy_from_slice(&prefix)), |s| Bound::Excluded(key(s))),
            upper: Bound::Excluded(range.before.as_ref().map_or_else(|| after_all(&prefix), key)),
        };
        let found = self.state.behind.scan(Space::Rows, span, range.reverse, limit, is_put)?;
        found.into_iter().map(|(key, value)| self.row(key.slice(prefix.len()..), &value)).collect()
    }
}

fn is_put(value: &[u8]) -> bool {
    value.get(8) == Some(&0)
}

impl Embedded {
    fn row(&self, sort: Bytes, stored: &Bytes) -> Result<StoredRow, StoreError> {
        let version = stored.get(..8).and_then(|v| v.try_into().ok()).map(u64::from_be_bytes);
        let version = version.ok_or_else(|| self.damaged("a row does not decode"))?;
        Ok(StoredRow { sort, version, value: stored.slice(9..) })
    }
}

/// `table · 0 · organization · partition's length (2) · partition`: a partition's rows are together, sorted by `sort`.
fn prefix(table: &str, organization: Uuid, partition: &[u8]) -> Result<Vec<u8>, StoreError> {
    let len = u16::try_from(partition.len()).ok().filter(|len| *len < 4096);
    let len = len.ok_or_else(|| StoreError::Misuse("a partition's name is far too long".into()))?;
    let mut key = Vec::with_capacity(table.len() + 19 + partition.len() + 16);
    key.extend_from_slice(table.as_bytes());
    key.push(0);
    key.extend_from_slice(organization.as_bytes());
    key.extend_from_slice(&len.to_be_bytes());
    key.extend_from_slice(partition);
    Ok(key)
}

/// The first key behind all that begin with `prefix`.
pub(super) fn after_all(prefix: &[u8]) -> Bytes {
    let mut key = prefix.to_vec();
    while let Some(last) = key.pop() {
        if last < u8::MAX {
            key.push(last + 1);
            break;
        }
    }
    key.into()
}
