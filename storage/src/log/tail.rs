//! Judges the first bad place of a log: a torn tail is what a power cut leaves, anything else is corruption.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use super::{
    record::{self, Flaw},
    segment::{Segment, sync_dir},
};
use crate::embedded::files::make_dir;

/// A tail that a power cut tore, cut off and kept aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TornTail {
    /// Place in the log where it began.
    pub at: u64,
    /// Bytes cut.
    pub bytes: u64,
    /// Where they were copied to.
    pub kept: PathBuf,
}

/// Whether the bytes from `bad` on may be torn: only a group that was never known to be on disk may have holes. A later
/// record that was written when `bad` was already durable proves otherwise.
pub fn is_torn(bytes: &[u8], base: u64, bad: usize) -> bool {
    let mut from = bad + 1;
    while let Some(record) = record::find(bytes, base, from) {
        if record.group > base + bad as u64 {
            return false;
        }
        from = usize::try_from(record.end() - base).expect("the record lies within a slice");
    }
    true
}

/// Copies the tail, which begins at the file's byte `bad`, aside, then cuts it off; both durable.
pub fn cut(segment: &Segment, tail: &[u8], bad: u64, aside: &Path) -> io::Result<TornTail> {
    make_dir(aside)?;
    let at = segment.base + bad;
    let kept = (0..=u32::MAX)
        .map(|n| aside.join(if n == 0 { format!("{at:016x}.torn") } else { format!("{at:016x}-{n}.torn") }))
        .find(|path| !path.exists())
        .ok_or_else(|| io::Error::other("no name is left for a torn tail"))?;
    let mut copy = OpenOptions::new().write(true).create_new(true).open(&kept)?;
    copy.write_all(tail)?;
    copy.sync_all()?;
    sync_dir(aside)?;
    if let Some(above) = aside.parent() {
        sync_dir(above)?;
    }
    if bad == 0 {
        fs::remove_file(&segment.path)?;
        sync_dir(segment.path.parent().unwrap_or(Path::new(".")))?;
    } else {
        let file = OpenOptions::new().write(true).open(&segment.path)?;
        file.set_len(bad)?;
        File::sync_all(&file)?;
    }
    Ok(TornTail { at, bytes: tail.len() as u64, kept })
}

/// A file of the log grows after a back-up, so that the back-up's copy in its place would cut off what was answered since.
pub const MEND: &str =
    "keep a copy of that file, and lay the back-up's over its beginning: docs/operations.md, *The log is damaged*";

/// How corruption is told: the segment, the byte, the flaw.
pub fn place(segment: &Segment, bad: u64, flaw: Flaw) -> String {
    let name = segment.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    format!("log segment {name} at byte {bad}: {flaw}")
}
