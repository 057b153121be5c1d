//! Whether the data folder can be written.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use super::Finding;

const CHECK: &str = "data";

/// Deleted when dropped.
pub struct Probe {
    pub file: File,
    path: PathBuf,
}

impl Probe {
    pub fn make(folder: &Path) -> io::Result<Self> {
        let path = folder.join(format!(".lyceum-doctor-{}", std::process::id()));
        Ok(Self { file: File::create_new(&path)?, path })
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// And the folder to measure in, if it can be written: the data folder, or the one above in which a start makes it.
pub fn check(data: &Path) -> (Finding, Option<PathBuf>) {
    let shown = std::path::absolute(data).unwrap_or_else(|_| data.to_owned());
    let folder = shown.ancestors().find(|path| path.symlink_metadata().is_ok()).unwrap_or(Path::new("/"));
    let probed = if folder.is_dir() { Probe::make(folder).map(drop) } else { Err(io::ErrorKind::NotADirectory.into()) };
    let finding = judge(&shown, folder, probed.as_ref().err());
    (finding, probed.is_ok().then(|| folder.to_owned()))
}

fn judge(data: &Path, folder: &Path, refused: Option<&io::Error>) -> Finding {
    let (shown, at) = (data.display(), folder.display());
    match refused {
        Some(error) if error.kind() == io::ErrorKind::NotADirectory => Finding::error(
            CHECK,
            format!("{at} is a file, and no folder"),
            format!("move it away, or set `data` to another folder than {shown}"),
        ),
        Some(error) if error.kind() == io::ErrorKind::ReadOnlyFilesystem => Finding::error(
            CHECK,
            format!("{at} is on a disk that is read-only"),
            "see in `dmesg` why, remount it or replace the disk, then restart the server",
        ),
        Some(error) => Finding::error(
            CHECK,
            format!("{at} cannot be written by this user: {error}"),
            format!("`chown -R USER {at}` with the server's user, or set `data` to a folder of its own"),
        ),
        None if data == folder => Finding::ok(CHECK, format!("{shown} can be written")),
        None => Finding::ok(CHECK, format!("{shown} is made at the first start, in {at}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn a_folder_is_written_and_left_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let (finding, place) = check(folder.path());
        assert_eq!((finding.level, place.as_deref()), (Level::Ok, Some(folder.path())));
        let (finding, place) = check(&folder.path().join("not/yet"));
        assert_eq!((finding.level, place.as_deref()), (Level::Ok, Some(folder.path())));
        assert!(finding.found.contains("first start"), "{finding:?}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_file_in_the_way_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        for data in [file.clone(), file.join("data")] {
            let (finding, place) = check(&data);
            assert!(finding.level == Level::Error && place.is_none());
            assert!(finding.found.contains("file is a file"), "{finding:?}");
        }
    }

    #[test]
    fn who_may_not_write_is_told_to_change_the_owner() {
        let refused = io::Error::from(io::ErrorKind::PermissionDenied);
        let finding = judge(Path::new("/srv/data"), Path::new("/srv"), Some(&refused));
        assert!(finding.found.contains("/srv cannot be written") && finding.mend.unwrap().contains("chown"));
        let refused = io::Error::from(io::ErrorKind::ReadOnlyFilesystem);
        let finding = judge(Path::new("/srv/data"), Path::new("/srv"), Some(&refused));
        assert!(finding.found.contains("read-only") && finding.mend.unwrap().contains("remount"));
    }
}
