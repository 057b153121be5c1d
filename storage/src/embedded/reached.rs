//! Up to where the log was durable, in a small file beside it. The index knows that too, and may be deleted: then this one still tells
//! a log that lost its end. It is replaced whenever the index is written behind and not synced: old or gone, it says less, never more.

use std::{
    fs,
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use super::files;

/// The file's name in the data folder.
pub const REACHED: &str = "reached";

pub fn path(dir: &Path) -> PathBuf {
    dir.join(REACHED)
}

/// `None` where nobody noted it; what is torn says nothing.
pub fn read(dir: &Path) -> io::Result<Option<u64>> {
    Ok(files::read(&path(dir))?.and_then(|bytes| {
        let (at, crc) = bytes.split_at_checked(8)?;
        (crc == crc32c::crc32c(at).to_le_bytes()).then(|| u64::from_le_bytes(at.try_into().expect("eight bytes")))
    }))
}

/// All of the log before `at` is durable.
pub fn note(dir: &Path, at: u64) -> io::Result<()> {
    let at = at.to_le_bytes();
    let new = path(dir).with_extension("new");
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
    file.write_all(&[&at[..], &crc32c::crc32c(&at).to_le_bytes()].concat())?;
    fs::rename(new, path(dir))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_noted_is_read_and_what_is_torn_says_nothing() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(read(dir.path()).unwrap(), None);
        for at in [7, u64::MAX] {
            note(dir.path(), at).unwrap();
            assert_eq!(read(dir.path()).unwrap(), Some(at));
        }
        let whole = fs::read(path(dir.path())).unwrap();
        for torn in [&whole[..0], &whole[..9], &[0; 12]] {
            fs::write(path(dir.path()), torn).unwrap();
            assert_eq!(read(dir.path()).unwrap(), None);
        }
    }
}
