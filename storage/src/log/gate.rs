//! Stops appends before the disk is full. Reads go on; when there is room again, so do appends.

use std::{
    io,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
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
    space: Arc<dyn Space>,
    reserve: u64,
    closed: AtomicBool,
}

impl Gate {
    pub fn new(space: Arc<dyn Space>, reserve: u64) -> Self {
        Self { space, reserve, closed: AtomicBool::new(false) }
    }

    /// Asked once a group; `Err` says why nothing may be written.
    pub fn check(&self, bytes: u64) -> Result<(), String> {
        let available = match self.space.available() {
            Ok(available) => available,
            Err(e) => return Err(format!("free space is not known: {e}")),
        };
        let closed = available < self.reserve.saturating_add(bytes);
        if self.closed.swap(closed, Ordering::Relaxed) != closed {
            if closed {
                tracing::error!(available, reserve = self.reserve, "disk is nearly full, appends stop");
            } else {
                tracing::info!(available, reserve = self.reserve, "disk has room again, appends go on");
            }
        }
        if closed {
            return Err(format!("the disk is nearly full: {available} bytes free, {} are kept in reserve", self.reserve));
        }
        Ok(())
    }

    /// Whether the index, too, should wait: it may use half of the reserve.
    pub fn index_may_write(&self, bytes: u64) -> bool {
        self.space.available().is_ok_and(|available| available >= (self.reserve / 2).saturating_add(bytes))
    }
}
