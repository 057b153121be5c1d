//! A copy of all that is durable, as of one place of the log, while commits go on.

use std::{
    fs::{self, File},
    io::{self, Cursor, Read},
    path::PathBuf,
    sync::Arc,
};

use async_trait::async_trait;

use crate::{
    StoreError,
    embedded::{
        backup::GONE,
        wrap::{Wrap, is_key},
    },
};

/// # Contract
/// - What was answered before `freeze` is in the copy; every commit in it is whole, and so is everything that the commits name.
/// - A person who is erased meanwhile is erased in the copy, too.
/// - One at a time: another is `Unavailable` until [`Frozen`] is dropped. The index is not copied: it is made again.
#[async_trait]
pub trait Backup: Send + Sync {
    async fn freeze(&self) -> Result<Frozen, StoreError>;
    /// Where the log ends now: everything before it is durable.
    fn end(&self) -> LogEnd;
}

/// A place of the log, and the checksum of the record that ends there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogEnd {
    pub at: u64,
    pub chain: u32,
}

/// What is to be copied. Blobs that are deleted meanwhile stay until this is dropped.
pub struct Frozen {
    pub end: LogEnd,
    /// The log first, in order.
    pub files: Vec<FrozenFile>,
    pub(crate) keys: PathBuf,
    pub(crate) wrap: Arc<Wrap>,
    pub(crate) _hold: Arc<dyn Send + Sync>,
}

/// A file, or the part of it that belongs to the copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrozenFile {
    /// Within the data folder, with `/` between its parts.
    pub path: String,
    pub bytes: u64,
    pub(crate) from: Origin,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    Log(PathBuf),
    /// It may be deleted meanwhile, and is then under the second name.
    Blob(PathBuf, PathBuf),
    /// It may be destroyed meanwhile, and the second name then says so.
    Key(PathBuf, PathBuf),
}

impl Frozen {
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// Persons who were erased since: to be asked once all the files were copied.
    pub fn erased(&self) -> io::Result<Vec<FrozenFile>> {
        let now = crate::embedded::backup::keys(&self.keys)?;
        Ok(now.into_iter().filter(|file| file.path.ends_with(GONE) && !self.files.contains(file)).collect())
    }

    /// Whether these bytes of the key `file` open with the master key that the store has.
    pub fn opens(&self, file: &FrozenFile, bytes: &[u8]) -> bool {
        self.wrap.opens(&file.path, bytes)
    }
}

impl FrozenFile {
    pub fn is_key(&self) -> bool {
        is_key(&self.path)
    }

    /// `None` for a key that was destroyed meanwhile.
    pub fn open(&self) -> io::Result<Option<Box<dyn Read + Send>>> {
        match &self.from {
            Origin::Log(path) => Ok(Some(Box::new(File::open(path)?.take(self.bytes)))),
            Origin::Blob(path, deleted) => match File::open(path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Some(Box::new(File::open(deleted)?))),
                opened => Ok(Some(Box::new(opened?))),
            },
            Origin::Key(path, gone) => match fs::read(path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                // the word that it is destroyed comes before its bytes are overwritten
                read => Ok(Some(read?).filter(|_| path == gone || !gone.exists()).map(|bytes| Box::new(Cursor::new(bytes)) as _)),
            },
        }
    }
}
