//! From a tar on its way to where it is kept.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use super::{
    BackupError,
    manifest::NAME,
    source::{self, is_free},
};

/// Where a backup is kept. It has its name only once it is whole.
#[derive(Debug)]
pub enum Target {
    /// One tar.
    File(PathBuf),
    /// Its files, in a folder that is empty or not there yet.
    Folder(PathBuf),
}

impl Target {
    /// A name that ends with `.tar` is a file, any other a folder.
    pub fn of(path: &Path) -> Result<Self, BackupError> {
        let refused = |what| Err(BackupError::Refused(format!("{} {what}", path.display())));
        if path.extension().is_some_and(|extension| extension == "tar") && !path.is_dir() {
            return if path.exists() { refused("is there already; take another name") } else { Ok(Self::File(path.to_owned())) };
        }
        if is_free(path) {
            return Ok(Self::Folder(path.to_owned()));
        }
        refused("is not an empty folder; name one, or a new one, or a file that ends with `.tar`")
    }
}

/// Keeps what `tar` brings, durably.
pub fn store(target: &Target, tar: &mut dyn Read) -> Result<(), BackupError> {
    match target {
        Target::File(path) => {
            let part = path.with_extension("tar.part");
            let kept = file(&part, path, tar);
            if kept.is_err() {
                // what is left of it has another name, and goes before the next
                let _ = fs::remove_file(&part);
            }
            kept.map_err(BackupError::io(path.display()))
        }
        Target::Folder(folder) => {
            let manifest = source::tar(tar, "the backup", &mut |path, from| {
                let path = folder.join(path);
                let mut to = create(&path).map_err(BackupError::io(path.display()))?;
                let kept = io::copy(from, &mut to).and_then(|_| to.sync_all()).and_then(|()| sync(&path));
                kept.map_err(BackupError::io(path.display()))
            })?;
            let path = folder.join(NAME);
            let written = create(&path).and_then(|mut to| {
                to.write_all(&serde_json::to_vec(&manifest)?)?;
                to.sync_all()?;
                sync(folder)
            });
            written.map_err(BackupError::io(path.display()))
        }
    }
}

fn file(part: &Path, path: &Path, tar: &mut dyn Read) -> io::Result<()> {
    // what is left of one that did not come to its end, and no file that it may point to
    match fs::remove_file(part) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut to = create(part)?;
    io::copy(tar, &mut to)?;
    to.sync_all()?;
    fs::rename(part, path)?;
    sync(path)
}

/// A new file for its owner only, in folders for their owner only.
pub fn create(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// The names in the folder of `path`.
pub fn sync(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}
