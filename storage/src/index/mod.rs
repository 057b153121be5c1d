//! fjall beside the log: what can be made again from it. Written behind, in batches, with a checkpoint that says up to which
//! place of the log it is complete.

pub mod behind;
pub mod flush;
pub mod heads;
pub mod journal_check;
pub mod overlay;
pub mod pressure;
pub mod replay;
pub mod state;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use fjall::{CompressionType, Database, Keyspace, KeyspaceCreateOptions, PersistMode};

use crate::{StoreError, embedded::files::make_dir, log::End};

/// Raised when keys or values change their form; an index of another version is made again.
const VERSION: u32 = 1;
/// Sealed after this many bytes, so that a start after a crash replays little.
const ROTATE_BYTES: u64 = 24 * 1024 * 1024;
const MEMTABLE_BYTES: u64 = 16 * 1024 * 1024;
const JOURNAL_BYTES_MAX: u64 = 128 * 1024 * 1024;
const CACHE_BYTES: u64 = 64 * 1024 * 1024;
const CHECKPOINT: &[u8] = b"checkpoint";

/// The parts of the index that have an overlay in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Space {
    /// Cursors, reminders, marks, parked entities, the map, streams' heads, consumers' offsets.
    Notes,
    /// Places in the log of every sixteenth commit.
    Anchors,
    Rows,
    Snapshots,
}

pub const SPACES: [Space; 4] = [Space::Notes, Space::Anchors, Space::Rows, Space::Snapshots];

pub struct Index {
    pub dir: PathBuf,
    pub db: Database,
    pub heads: Keyspace,
    pub checkpoint: Keyspace,
    pub spaces: [Keyspace; 4],
}

impl Index {
    /// Opens or creates; any error means that it should be deleted and made again.
    pub fn open(dir: &Path) -> Result<Self, String> {
        if dir.exists() {
            journal_check::check(dir)?;
        }
        // as fjall makes it, everybody may look inside
        make_dir(dir).map_err(|e| format!("{}: {e}", dir.display()))?;
        let told = |e: fjall::Error| format!("{e:?}");
        let db = Database::builder(dir)
            .manual_journal_persist(true)
            .worker_threads(1)
            .cache_size(CACHE_BYTES)
            .journal_compression(CompressionType::None)
            .max_journaling_size(JOURNAL_BYTES_MAX)
            .open()
            .map_err(told)?;
        let open = |name: &str| {
            db.keyspace(name, || KeyspaceCreateOptions::default().manual_journal_persist(true).max_memtable_size(MEMTABLE_BYTES))
                .map_err(told)
        };
        let index = Self {
            heads: open("heads")?,
            checkpoint: open("checkpoint")?,
            spaces: [open("notes")?, open("anchors")?, open("rows")?, open("snapshots")?],
            dir: dir.to_owned(),
            db,
        };
        index.sync_folders().map_err(|e| e.to_string())?;
        Ok(index)
    }

    /// fjall makes the folders of its keyspaces without a sync of the folder above them.
    fn sync_folders(&self) -> io::Result<()> {
        for dir in [self.dir.join("keyspaces"), self.dir.clone()] {
            crate::log::segment::sync_dir(&dir)?;
        }
        self.dir.parent().map_or(Ok(()), crate::log::segment::sync_dir)
    }

    pub fn space(&self, space: Space) -> &Keyspace {
        &self.spaces[space as usize]
    }

    /// Turns an error of fjall into ours. Never `Corrupt`: the index is not the truth, and nobody is to be parked for it.
    pub fn broken(&self, error: &fjall::Error) -> StoreError {
        if is_plain_io(error) {
            return StoreError::Unavailable(format!(
                "the index could not be read ({error:?}): look at the disk and the limit of open files"
            ));
        }
        self.damaged(&format!("{error:?}"))
    }

    /// Sees to it that the next start makes the index again.
    pub fn damaged(&self, what: &str) -> StoreError {
        tracing::error!(what, "the index is damaged; restart: it is made again from the log");
        if let Err(e) = fs::write(rebuild_marker(&self.dir), "it was found damaged while it was read") {
            tracing::error!(error = %e, "the index could not be marked for making it again: delete its folder before the next start");
        }
        StoreError::Unavailable(format!("the index is damaged ({what}): restart, it is made again from the log"))
    }

    pub fn get(&self, space: Space, key: &[u8]) -> Result<Option<fjall::Slice>, StoreError> {
        self.space(space).get(key).map_err(|e| self.broken(&e))
    }

    /// The end of the log that the index is complete up to; `None` for an empty one.
    pub fn load_checkpoint(&self) -> Result<Option<End>, String> {
        let Some(bytes) = self.checkpoint.get(CHECKPOINT).map_err(|e| format!("{e:?}"))? else { return Ok(None) };
        let mut reader = crate::log::codec::Reader(&bytes);
        match (reader.u32(), reader.u64(), reader.u32()) {
            (Some(VERSION), Some(at), Some(chain)) => Ok(Some(End { at, chain })),
            (version, ..) => Err(format!("the index has version {version:?}, not {VERSION}")),
        }
    }

    /// After this the index is complete up to `end`, whatever happens: data first, then the word about it.
    pub fn save_checkpoint(&self, end: End) -> fjall::Result<()> {
        self.db.persist(PersistMode::SyncAll)?;
        let mut value = VERSION.to_le_bytes().to_vec();
        value.extend_from_slice(&end.at.to_le_bytes());
        value.extend_from_slice(&end.chain.to_le_bytes());
        self.checkpoint.insert(CHECKPOINT, value)?;
        self.db.persist(PersistMode::SyncAll)
    }

    /// Moves memtables to tables, so that little of the journal is replayed at the next start.
    pub fn rotate(&self, wait: bool) -> fjall::Result<()> {
        for keyspace in self.spaces.iter().chain([&self.heads, &self.checkpoint]) {
            if wait { keyspace.rotate_memtable_and_wait()? } else { keyspace.rotate_memtable().map(|_| ())? }
        }
        Ok(())
    }

    pub fn wants_rotation(written: u64) -> bool {
        written >= ROTATE_BYTES
    }
}

/// An error of the operating system, which says nothing about what is stored.
fn is_plain_io(error: &fjall::Error) -> bool {
    let chain = std::iter::successors(Some(error as &dyn std::error::Error), |e| e.source());
    chain.filter_map(|e| e.downcast_ref::<io::Error>()).any(|e| e.raw_os_error().is_some())
}

pub fn rebuild_marker(dir: &Path) -> PathBuf {
    dir.with_extension("rebuild")
}

/// Removes an index that cannot be used.
pub fn remove(dir: &Path) -> io::Result<()> {
    for result in [fs::remove_dir_all(dir), fs::remove_file(rebuild_marker(dir))] {
        match result {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
            _ => {}
        }
    }
    Ok(())
}
