//! Views: lines that an entity writes for others to list. A row has one writing entity; its version is the entity's position.

use serde::Serialize;

use super::{EntityId, OrganizationId};

/// A view's name and what it holds; declared beside the noun that writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Table(pub &'static str);

/// A row as a reader gets it: CBOR of a struct of the noun's module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub table: Table,
    pub partition: Vec<u8>,
    pub sort: Vec<u8>,
    pub change: RowChange,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowChange {
    Put(Vec<u8>),
    Delete,
}

/// Collects the changed rows of one event. Never delete and put one key in one commit.
#[derive(Debug)]
pub struct Rows {
    pub organization: OrganizationId,
    pub entity: EntityId,
    pub position: u64,
    pub changes: Vec<Row>,
}

impl Rows {
    pub fn new(organization: OrganizationId, entity: EntityId, position: u64) -> Self {
        Self { organization, entity, position, changes: Vec::new() }
    }

    /// Keys are bytes and compare as bytes: use big-endian numbers.
    pub fn put<T: Serialize>(&mut self, table: Table, partition: &[u8], sort: &[u8], value: &T) {
        let mut bytes = Vec::new();
        ciborium::into_writer(value, &mut bytes).expect("rows are plain data, which CBOR takes whole");
        self.push(table, partition, sort, RowChange::Put(bytes));
    }

    pub fn delete(&mut self, table: Table, partition: &[u8], sort: &[u8]) {
        self.push(table, partition, sort, RowChange::Delete);
    }

    fn push(&mut self, table: Table, partition: &[u8], sort: &[u8], change: RowChange) {
        self.changes.push(Row { table, partition: partition.to_vec(), sort: sort.to_vec(), change });
    }
}
