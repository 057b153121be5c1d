//! The one place where backends vary.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use crate::{
    EntityKey, Store, embedded,
    log::{gate::Space, tail::TornTail},
    owner::{User, stranger},
};

/// How a store is opened. [`Options::new`] has the defaults.
#[derive(Clone)]
pub struct Options {
    /// Folder of the embedded store; made when it is not there.
    pub dir: PathBuf,
    /// A segment of the log ends at this size.
    pub segment_bytes: u64,
    /// Appends stop while the disk has less free than this.
    pub reserve_bytes: u64,
    /// Its 32 bytes wrap all other keys; made at first start. `None`: `master.key` in `dir`.
    pub master_key_file: Option<PathBuf>,
    /// Most changes that wait for the log.
    pub queue_max: usize,
    /// How often the index is written behind at least.
    pub flush_every: Duration,
    /// A restore that is not finished makes the start fail, unless this is it.
    pub restoring: bool,
    /// How long to wait for a former process that is just dying.
    pub lock_patience: Duration,
    /// Tells the free space; `None`: the file system.
    pub space: Option<Arc<dyn Space>>,
}

impl Options {
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self {
            dir: dir.into(),
            segment_bytes: 128 * 1024 * 1024,
            reserve_bytes: 256 * 1024 * 1024,
            master_key_file: None,
            queue_max: 32 * 1024,
            flush_every: Duration::from_secs(2),
            restoring: false,
            lock_patience: Duration::from_secs(1),
            space: None,
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").field("dir", &self.dir).field("reserve_bytes", &self.reserve_bytes).finish_non_exhaustive()
    }
}

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it.
    #[error("the store {:?} is open in process {}: stop that one first, or take another folder", .0.dir, .0.pid)]
    Locked(Holder),
    #[error(
        "the data in {dir} is {owner}'s, and this is {me}: run it as that user (`sudo -u {owner}`), or, where the server is {me}'s from now \
         on, `chown -R {me} {dir}` first",
        dir = .dir.display(), me = User::me()
    )]
    Foreign { dir: PathBuf, owner: User },
    /// The folder has a part of a backup.
    #[error("a restore into {0:?} did not come to its end: empty that folder and restore again")]
    Unrestored(PathBuf),
    /// An operator has to look: nothing was changed.
    #[error("the log is corrupt: {0}")]
    Corrupt(String),
    #[error("the keys cannot be used: {0}")]
    Keys(String),
    #[error("the index cannot be made: {0}: see whether its folder can be written and the disk has room")]
    Index(String),
    #[error("{path:?} cannot be used: {cause}: see to its owner and permissions, the disk and its room")]
    Io { path: PathBuf, cause: String },
}

/// A file of this name is in a data folder while a backup is restored into it.
pub const RESTORING: &str = "restoring";

/// Who has a store open.
#[derive(Debug)]
pub struct Holder {
    pub dir: PathBuf,
    /// As that process wrote it into the lock file.
    pub pid: String,
}

/// What opening found and did.
#[derive(Clone, Debug, Default)]
pub struct OpenReport {
    pub torn: Option<TornTail>,
    /// Why the index was made again from the whole log.
    pub rebuilt: Option<String>,
    pub damaged: Vec<Damaged>,
    /// Records of the log that were read.
    pub records: u64,
    pub took: Duration,
}

/// A record of the log, and whose it is: that entity cannot be read.
#[derive(Clone, Debug)]
pub struct Damaged {
    pub place: String,
    pub entity: EntityKey,
}

/// Before anything is made in `dir`.
pub fn is_ours(dir: &Path) -> Result<(), OpenError> {
    let found = stranger(dir).map_err(|error| OpenError::Io { path: dir.to_owned(), cause: error.to_string() })?;
    found.map_or(Ok(()), |owner| Err(OpenError::Foreign { dir: dir.to_owned(), owner }))
}

/// Opens the embedded store. Blocks for as long as the log's check takes. It is closed when the last clone is dropped.
pub fn open(options: &Options) -> Result<Store, OpenError> {
    let (embedded, report) = embedded::start::start(options)?;
    let embedded = Arc::new(embedded);
    let disk = embedded.disk();
    Ok(Store {
        journal: embedded.clone(),
        views: embedded.clone(),
        placement: embedded.clone(),
        streams: embedded.clone(),
        blobs: embedded.clone(),
        keys: embedded.clone(),
        backup: embedded.clone(),
        queues: embedded.clone(),
        closing: embedded,
        disk,
        report: Arc::new(report),
    })
}
