//! Blobs that are deleted while they are copied stay under another name until that is done.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use parking_lot::Mutex;

use super::files;
use crate::log::segment::sync_dir;

const SUFFIX: &str = ".deleted";

#[derive(Clone, Default)]
pub struct Holds(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    held: bool,
    deleted: Vec<PathBuf>,
}

pub struct Hold(Holds);

impl Holds {
    /// `None` while another holds.
    pub fn take(&self) -> Option<Hold> {
        let mut state = self.0.lock();
        let free = !state.held;
        state.held = true;
        free.then(|| Hold(self.clone()))
    }

    /// Says that a file is wanted as of now; `false` where there is none.
    pub fn touch(&self, path: &Path) -> io::Result<bool> {
        let _state = self.0.lock();
        match File::options().write(true).open(path) {
            Ok(file) => file.set_modified(SystemTime::now()).map(|()| true),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(e) => Err(e),
        }
    }

    /// Deletes a file that was not wanted since `before_ms`.
    pub fn discard(&self, path: &Path, before_ms: i64) -> io::Result<bool> {
        let mut state = self.0.lock();
        let old = match fs::metadata(path) {
            Ok(metadata) => put_ms(&metadata)? < before_ms,
            Err(e) if e.kind() == io::ErrorKind::NotFound => false,
            Err(e) => return Err(e),
        };
        if old {
            state.delete(path)?;
        }
        Ok(old)
    }

    /// Nobody sees it any more; its bytes go at once, or when nothing is held.
    pub fn delete(&self, path: &Path) -> io::Result<()> {
        self.0.lock().delete(path)
    }

    /// Whether a file of this name was left by a crash.
    pub fn is_left(&self, file: &str) -> bool {
        file.ends_with(SUFFIX) && !self.0.lock().held
    }
}

impl State {
    fn delete(&mut self, path: &Path) -> io::Result<()> {
        if !self.held {
            return files::remove(path);
        }
        let deleted = name(path);
        match fs::rename(path, &deleted) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
            renamed => renamed?,
        }
        self.deleted.push(deleted);
        path.parent().map_or(Ok(()), sync_dir)
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        let mut state = self.0.0.lock();
        state.held = false;
        for path in state.deleted.drain(..) {
            if let Err(error) = files::remove(&path) {
                tracing::warn!(%error, path = %path.display(), "a deleted blob could not be removed; the sweep does it");
            }
        }
    }
}

/// When a file was last put, ms since 1970.
pub fn put_ms(metadata: &fs::Metadata) -> io::Result<i64> {
    let put = metadata.modified()?.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    Ok(i64::try_from(put).unwrap_or(i64::MAX))
}

/// Under which a deleted blob waits.
pub fn name(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(SUFFIX);
    name.into()
}

/// The name that a file has, or had before it was deleted.
pub fn former(file: &str) -> &str {
    file.strip_suffix(SUFFIX).unwrap_or(file)
}
