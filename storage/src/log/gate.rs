//! Stops appends before the disk is full. Reads go on; when there is room again, so do appends.

use std::{
    io,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use crate::{
    StoreError,
    trouble::{Disk, Trouble, cause},
};

/// Tells how much room there is.
pub trait Space: Send + Sync {
    /// Bytes that may still be written where the store lives.
    fn available(&self) -> io::Result<u64>;
}

/// The file system's own word.
pub struct DiskSpace(pub PathBuf);

impl Space for DiskSpace {
    fn available(&self) -> io::Result<u64> {
        let stat = rustix::fs::statvfs(&self.0)?;
        Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
    }
}

pub struct Gate {
    /// What becomes of the log's writes.
    pub disk: Arc<Disk>,
    space: Arc<dyn Space>,
    reserve: u64,
    closed: AtomicBool,
}

impl Gate {
    pub fn new(space: Arc<dyn Space>, reserve: u64) -> Self {
        Self { disk: Arc::default(), space, reserve, closed: AtomicBool::new(false) }
    }

    /// Asked once a group, which may then begin the reserve: commits stop where operators are told that they do. `Err` says why
    /// nothing may be written.
    pub fn check(&self) -> Result<(), String> {
        let result = self.room(0, self.reserve);
        let closed = result.is_err();
        if self.closed.swap(closed, Ordering::Relaxed) != closed {
            if let Err(cause) = &result {
                tracing::error!(cause, "appends stop");
            } else {
                tracing::info!(reserve = self.reserve, "disk has room again, appends go on");
            }
        }
        result
    }

    /// The same for a file beside the log.
    pub fn file(&self, bytes: usize) -> Result<(), StoreError> {
        self.room(bytes as u64, self.reserve).map_err(StoreError::Unavailable)
    }

    /// The same for what follows commits that were taken already (rows, cursors, marks, the index): it may use half of the
    /// reserve. Fences and the host's few durable notes are not asked: without them nothing could be read after a start.
    pub fn follow_up(&self, bytes: u64) -> Result<(), String> {
        self.room(bytes, self.reserve / 2)
    }

    fn room(&self, bytes: u64, reserve: u64) -> Result<(), String> {
        let available = match self.space.available() {
            Ok(available) => available,
            Err(e) => return Err(format!("free space is not known: {}", cause(&e))),
        };
        if available < reserve.saturating_add(bytes) {
            let full = Trouble::Full.words();
            return Err(format!("{full}: {available} bytes free, {reserve} are kept in reserve: make room"));
        }
        Ok(())
    }
}
