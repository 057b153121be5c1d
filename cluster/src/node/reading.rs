//! Reads that need no owner: committed events from the journal, rows from the views.

use lyceum_domain::core::{Entity, EntityId, OrganizationId, Table};
use lyceum_storage::{
    EntityKey, Kind, StoreError,
    views::{Range, RowKey, StoredRow},
};
use serde::de::DeserializeOwned;

use super::Node;
use crate::{AskError, host::envelope::Envelope, kinds::decode};

/// Commits read at a time.
const COMMITS_AT_ONCE: usize = 64;

/// A row with the place in its partition and the version that wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowOf<T> {
    pub sort: Vec<u8>,
    pub version: u64,
    pub value: T,
}

impl Node {
    /// Events at positions ≥ `from`, at most `limit`, as committed: resume and time travel. `None` is the host's own note.
    pub async fn events<E: Entity>(
        &self,
        organization: OrganizationId,
        entity: EntityId,
        from: u64,
        limit: usize,
    ) -> Result<Vec<(u64, Option<E::Event>)>, AskError> {
        let key = EntityKey { organization: organization.0, kind: Kind::new(E::KIND), id: entity.0 };
        let mut found = Vec::new();
        let mut next = from.max(1);
        while found.len() < limit {
            let commits = self.store().journal.read(&key, next, COMMITS_AT_ONCE.min(limit - found.len())).await?;
            let Some(last) = commits.last() else { break };
            let end = last.position + u64::from(last.events);
            for commit in &commits {
                let envelope = Envelope::decode(&commit.body).map_err(|cause| corrupt(commit.position, &cause))?;
                for (position, event) in (commit.position..).zip(envelope.events()) {
                    if position >= next && found.len() < limit {
                        let event = event.map(decode).transpose().map_err(|error| corrupt(position, &error.to_string()))?;
                        found.push((position, event));
                    }
                }
            }
            next = end;
        }
        Ok(found)
    }

    /// One row, with its version.
    pub async fn row<T: DeserializeOwned>(
        &self,
        table: Table,
        organization: OrganizationId,
        partition: &[u8],
        sort: &[u8],
    ) -> Result<Option<RowOf<T>>, AskError> {
        let key = RowKey {
            table: table.0,
            organization: organization.0,
            partition: partition.to_vec().into(),
            sort: sort.to_vec().into(),
        };
        self.store().views.get(&key).await?.map(|row| row_of(table, &row)).transpose()
    }

    /// Part of a partition, in order of `sort`.
    pub async fn rows<T: DeserializeOwned>(
        &self,
        table: Table,
        organization: OrganizationId,
        partition: &[u8],
        range: Range,
        limit: usize,
    ) -> Result<Vec<RowOf<T>>, AskError> {
        let rows = self.store().views.list(table.0, organization.0, partition, range, limit).await?;
        rows.iter().map(|row| row_of(table, row)).collect()
    }
}

fn row_of<T: DeserializeOwned>(table: Table, row: &StoredRow) -> Result<RowOf<T>, AskError> {
    let value = decode(&row.value).map_err(|error| StoreError::Corrupt(format!("a row of {}: {error}", table.0)))?;
    Ok(RowOf { sort: row.sort.to_vec(), version: row.version, value })
}

fn corrupt(position: u64, cause: &str) -> AskError {
    StoreError::Corrupt(format!("event {position}: {cause}")).into()
}
