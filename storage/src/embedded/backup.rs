//! What a copy is made of: the log up to its durable end, the keys, and the adopted blobs.
//!
//! A blob is adopted, and a key made, before the commit that names it; so what is there once the end is known is enough.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use async_trait::async_trait;

use super::{
    Embedded,
    blobs::NEW,
    files::blocking,
    hold::{self, Hold},
    wrap::Wrap,
};
use crate::{
    Backup, StoreError,
    backup::{Frozen, FrozenFile, LogEnd, Origin},
    log::segment,
    trouble::cause,
};

/// What the word that a key is destroyed ends in.
pub const GONE: &str = ".gone";

#[async_trait]
impl Backup for Embedded {
    async fn freeze(&self) -> Result<Frozen, StoreError> {
        // before the end is looked at: what is deleted later may be named by what is before it
        let hold = self.holds.take();
        let hold = hold.ok_or_else(|| StoreError::Unavailable("a backup is under way: wait until it is done".into()))?;
        let (dir, end, wrap) = (self.dir.clone(), self.end(), self.keyring.wrap());
        let told = |Unread { path, error }| StoreError::Unavailable(format!("{path} cannot be read: {}", cause(&error)));
        blocking(move || freeze(&dir, end, wrap, hold).map_err(told)).await
    }

    fn end(&self) -> LogEnd {
        let end = self.state.heads.published();
        LogEnd { at: end.at, chain: end.chain }
    }
}

fn freeze(dir: &Path, end: LogEnd, wrap: Arc<Wrap>, hold: Hold) -> Result<Frozen, Unread> {
    let mut files = Vec::new();
    let log = dir.join("log");
    for segment in segment::list(&log).map_err(Unread::at("log"))?.into_iter().filter(|segment| segment.base < end.at) {
        let bytes = segment.len.min(end.at - segment.base);
        files.push(FrozenFile { path: format!("log/{}", segment::name(segment.base)), bytes, from: Origin::Log(segment.path) });
    }
    let folder = dir.join("keys");
    files.extend(keys(&folder)?);
    files.extend(blobs(&dir.join("blobs"))?);
    Ok(Frozen { end, files, keys: folder, wrap, _hold: Arc::new(hold) })
}

/// What cannot be read, by its path in the data folder.
pub struct Unread {
    pub path: String,
    pub error: io::Error,
}

impl Unread {
    fn at(path: &str) -> impl FnOnce(io::Error) -> Self {
        move |error| Self { path: path.to_owned(), error }
    }
}

impl From<Unread> for io::Error {
    fn from(Unread { path, error }: Unread) -> Self {
        Self::new(error.kind(), format!("{path}: {error}"))
    }
}

/// Every key, and the word that one is destroyed.
pub fn keys(folder: &Path) -> Result<Vec<FrozenFile>, Unread> {
    let mut found = Vec::new();
    walk(folder, "keys", &mut |path, name, bytes| {
        let key = path.with_extension("");
        let gone = path.with_extension("gone");
        let from = if name.ends_with(GONE) { Origin::Key(gone.clone(), gone) } else { Origin::Key(key, gone) };
        found.push(FrozenFile { path: name, bytes, from });
    })?;
    Ok(found)
}

fn blobs(folder: &Path) -> Result<Vec<FrozenFile>, Unread> {
    let mut found = Vec::new();
    walk(folder, "blobs", &mut |path, name, bytes| {
        if !name.ends_with(NEW) {
            let adopted = PathBuf::from(hold::former(&path.to_string_lossy()));
            let deleted = hold::name(&adopted);
            found.push(FrozenFile { path: hold::former(&name).to_owned(), bytes, from: Origin::Blob(adopted, deleted) });
        }
    })?;
    // one may be there again under its own name
    found.dedup_by(|next, file| next.path == file.path);
    Ok(found)
}

/// Files below `folder`, in order; temporary ones are none.
fn walk(folder: &Path, name: &str, each: &mut dyn FnMut(PathBuf, String, u64)) -> Result<(), Unread> {
    let entries = match fs::read_dir(folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(Unread::at(name))?,
    };
    let mut entries = entries.collect::<io::Result<Vec<_>>>().map_err(Unread::at(name))?;
    entries.sort_unstable_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => walk(&entry.path(), &name, each)?,
            Ok(metadata) if !name.contains(".tmp-") => each(entry.path(), name, metadata.len()),
            // swept, adopted or destroyed at this very moment
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(Unread::at(&name)(e)),
            _ => {}
        }
    }
    Ok(())
}
