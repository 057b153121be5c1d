//! A backup as it lies there: a tar, or its files in a folder. Both are read once, file by file, the manifest last.

use std::{
    fs::{self, File},
    io::{self, BufReader, Read},
    path::Path,
};

use lyceum_storage::verify::is_key;
use tar::{Archive, Entries};

use super::{
    BackupError,
    manifest::{BYTES_MAX, Manifest, NAME, is_ours},
};

/// Gets each file.
type Visit<'a> = dyn FnMut(&str, &mut dyn Read) -> Result<(), BackupError> + 'a;

/// What its manifest says.
pub fn read(backup: &Path, visit: &mut Visit<'_>) -> Result<Manifest, BackupError> {
    if backup.is_dir() {
        return folder(backup, &|_| true, visit);
    }
    tar(&mut file(backup)?, &backup.display().to_string(), visit)
}

/// Its keys alone. What lies between them is not read.
pub fn keys(backup: &Path, visit: &mut Visit<'_>) -> Result<Manifest, BackupError> {
    if backup.is_dir() {
        return folder(backup, &is_key, visit);
    }
    let name = backup.display().to_string();
    let mut archive = Archive::new(file(backup)?);
    let entries = archive.entries_with_seek().map_err(BackupError::io(&name))?;
    let mut visit = |path: &str, from: &mut dyn Read| if is_key(path) { visit(path, from) } else { Ok(()) };
    each(entries, &name, &mut visit)?.ok_or_else(|| unfinished(&name))
}

fn file(backup: &Path) -> Result<BufReader<File>, BackupError> {
    let file = File::open(backup).map_err(BackupError::io(backup.display()))?;
    Ok(BufReader::with_capacity(256 * 1024, file))
}

/// `name` is said where it cannot be read.
pub fn tar(from: &mut dyn Read, name: &str, visit: &mut Visit<'_>) -> Result<Manifest, BackupError> {
    let mut archive = Archive::new(from);
    if let Some(manifest) = each(archive.entries().map_err(BackupError::io(name))?, name, visit)? {
        return Ok(manifest);
    }
    // behind one that was given up comes why
    io::copy(archive.into_inner(), &mut io::sink()).map_err(BackupError::io(name))?;
    Err(unfinished(name))
}

/// `None` where it has no manifest.
fn each<R: Read>(entries: Entries<'_, R>, name: &str, visit: &mut Visit<'_>) -> Result<Option<Manifest>, BackupError> {
    let mut last = "its beginning".to_owned();
    for entry in entries {
        let mut entry = entry.map_err(|error| torn(name, &last, &error))?;
        let path = entry.path().map_err(BackupError::io(name))?.to_string_lossy().into_owned();
        if path == NAME {
            return manifest(&mut entry, name).map(Some);
        }
        checked(&path)?;
        visit(&path, &mut entry)?;
        last = format!("`{path}`");
    }
    Ok(None)
}

fn folder(backup: &Path, wanted: &dyn Fn(&str) -> bool, visit: &mut Visit<'_>) -> Result<Manifest, BackupError> {
    let name = backup.display().to_string();
    let path = backup.join(NAME);
    if !path.is_file() {
        return Err(unfinished(&name));
    }
    let manifest = manifest(&mut File::open(&path).map_err(BackupError::io(path.display()))?, &name)?;
    for file in manifest.files.iter().filter(|file| wanted(&file.path)) {
        checked(&file.path)?;
        let path = backup.join(&file.path);
        match File::open(&path) {
            // it is missed when all are counted
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            opened => visit(&file.path, &mut opened.map_err(BackupError::io(path.display()))?)?,
        }
    }
    Ok(manifest)
}

fn manifest(from: &mut dyn Read, name: &str) -> Result<Manifest, BackupError> {
    let mut bytes = Vec::new();
    from.take(BYTES_MAX).read_to_end(&mut bytes).map_err(BackupError::io(name))?;
    Manifest::read(&bytes)
}

fn checked(path: &str) -> Result<(), BackupError> {
    if is_ours(path) { Ok(()) } else { Err(BackupError::Damaged(vec![format!("`{path}` is no file of a backup")])) }
}

fn torn(name: &str, last: &str, error: &io::Error) -> BackupError {
    BackupError::Damaged(vec![format!(
        "{name} cannot be read on at {last} ({error}): it was cut; take a whole copy of it, or another one"
    )])
}

fn unfinished(name: &str) -> BackupError {
    BackupError::Damaged(vec![format!("{name} has no {NAME}: it is no backup, or one that did not come to its end")])
}

/// Whether something lies there that looks like one.
pub fn is_backup(path: &Path) -> bool {
    path.is_file() || path.join(NAME).is_file()
}

/// Whether the folder is not there, or has nothing in it.
pub fn is_free(folder: &Path) -> bool {
    match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}
