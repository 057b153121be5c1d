//! What a good embedded store gives: one thread, one batch a group, one fsync a batch. A commit is a journal row, its head row
//! and one view row; commands on one entity within a group share one commit.

use std::{collections::HashMap, path::Path};

use anyhow::Context;
use fjall::{Database, Keyspace, KeyspaceCreateOptions, PersistMode};

use super::batch;

/// Bytes of a journal row, as many as the host writes for the driver's entity: once, and for each command in it.
pub const COMMIT_BYTES: usize = 150;
pub const COMMAND_BYTES: usize = 250;
const HEAD_BYTES: usize = 20;
const VIEW_BYTES: usize = 80;
const KEY_BYTES: usize = 38;
const NOISE_SHIFTS: usize = 1024;
const MEMTABLE_BYTES: u64 = 16 * 1024 * 1024;

pub fn run(socket: &Path, data: &Path) -> anyhow::Result<()> {
    let mut store = Store::open(data)?;
    batch::serve(socket, |entities| store.commit(entities))
}

struct Store {
    database: Database,
    journal: Keyspace,
    heads: Keyspace,
    views: Keyspace,
    positions: HashMap<u64, u64>,
    noise: Vec<u8>,
}

impl Store {
    fn open(data: &Path) -> anyhow::Result<Self> {
        let database = Database::builder(data).worker_threads(2).manual_journal_persist(true).open()?;
        let keyspace =
            |name: &str| database.keyspace(name, || KeyspaceCreateOptions::default().max_memtable_size(MEMTABLE_BYTES));
        let (journal, heads, views) = (keyspace("journal")?, keyspace("heads")?, keyspace("views")?);
        let mut positions = HashMap::new();
        for row in heads.iter() {
            let (key, value) = row.into_inner()?;
            let number = |bytes: &[u8]| -> anyhow::Result<u64> {
                Ok(u64::from_be_bytes(bytes.get(..8).context("a row begins with a number")?.try_into()?))
            };
            positions.insert(number(&key)?, number(&value)?);
        }
        // Half of it random, so that it compresses as real events do.
        let noise = (0..NOISE_SHIFTS + COMMIT_BYTES + COMMAND_BYTES * batch::GROUP_MAX)
            .map(|i| if i % 2 == 0 { rand::random() } else { 0 })
            .collect();
        Ok(Self { database, journal, heads, views, positions, noise })
    }

    fn commit(&mut self, entities: &[u64]) -> anyhow::Result<()> {
        let mut counts: HashMap<u64, usize> = HashMap::with_capacity(entities.len());
        for entity in entities {
            *counts.entry(*entity).or_default() += 1;
        }
        let mut batch = self.database.batch().durability(Some(PersistMode::SyncData));
        for (entity, commands) in counts {
            let position = self.positions.entry(entity).or_default();
            *position += commands as u64;
            let at = (*position as usize * 31 + entity as usize * 7) % NOISE_SHIFTS;
            let value = |bytes: usize| self.noise[at..at + bytes].to_vec();
            let mut head = value(HEAD_BYTES);
            head[..8].copy_from_slice(&position.to_be_bytes());
            batch.insert(&self.journal, key(entity, *position, KEY_BYTES), value(COMMIT_BYTES + COMMAND_BYTES * commands));
            batch.insert(&self.heads, key(entity, 0, KEY_BYTES), head);
            batch.insert(&self.views, key(entity, 0, KEY_BYTES + 8), value(VIEW_BYTES));
        }
        Ok(batch.commit()?)
    }
}

fn key(entity: u64, position: u64, bytes: usize) -> Vec<u8> {
    let mut key = entity.to_be_bytes().to_vec();
    key.resize(bytes - 8, 0);
    key.extend_from_slice(&position.to_be_bytes());
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_survive_a_reopening() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path()).unwrap();
        store.commit(&[1, 2, 1]).unwrap();
        store.commit(&[1]).unwrap();
        drop(store);
        assert_eq!(Store::open(folder.path()).unwrap().positions, HashMap::from([(1, 3), (2, 1)]));
    }
}
