//! Segment files: `<base in hex>.log`, each beginning with a header that has a version and its own checksum.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use super::{End, record::Flaw, writer::WriteError};

/// Bytes of a segment's header.
pub const HEADER: usize = 32;
/// Raised when a record's form changes.
pub const VERSION: u32 = 1;

const MAGIC: [u8; 8] = *b"lyceumLG";

pub fn name(base: u64) -> String {
    format!("{base:016x}.log")
}

/// Of a segment's file name.
pub fn base(name: &str) -> Option<u64> {
    name.strip_suffix(".log").and_then(|base| u64::from_str_radix(base, 16).ok())
}

/// Creates the segment that begins at `end`, durable with its name before this returns. One that is refused leaves no file.
pub fn create(dir: &Path, end: End) -> Result<File, WriteError> {
    let path = dir.join(name(end.at));
    let mut file = OpenOptions::new().read(true).write(true).create_new(true).open(&path).map_err(WriteError::Refused)?;
    if let Err(error) = file.write_all(&header(end)) {
        fs::remove_file(&path).map_err(|e| WriteError::Fatal("a half-written segment could not be taken back", e))?;
        return Err(WriteError::Refused(error));
    }
    file.sync_all().map_err(|e| WriteError::Fatal("fsync of a new segment failed", e))?;
    sync_dir(dir).map_err(|e| WriteError::Fatal("fsync of the log's folder failed", e))?;
    Ok(file)
}

/// `magic · version · base (8) · checksum of the last record before · 4 zero bytes · crc32c`.
fn header(end: End) -> [u8; HEADER] {
    let mut bytes = [0; HEADER];
    bytes[..8].copy_from_slice(&MAGIC);
    bytes[8..12].copy_from_slice(&VERSION.to_le_bytes());
    bytes[12..20].copy_from_slice(&end.at.to_le_bytes());
    bytes[20..24].copy_from_slice(&end.chain.to_le_bytes());
    let crc = crc32c::crc32c(&bytes[..28]);
    bytes[28..].copy_from_slice(&crc.to_le_bytes());
    bytes
}

/// What a segment's header may be.
#[derive(Debug, PartialEq, Eq)]
pub enum Head {
    Good(End),
    /// Written by another version of this program.
    Version(u32),
    Bad(Flaw),
}

pub fn read_header(bytes: &[u8], base: u64) -> Head {
    let Some(bytes) = bytes.get(..HEADER) else { return Head::Bad(Flaw::Short) };
    let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
    if bytes[..8] != MAGIC {
        return Head::Bad(Flaw::Magic);
    }
    if crc32c::crc32c(&bytes[..28]) != word(28) {
        return Head::Bad(Flaw::Checksum);
    }
    if word(8) != VERSION {
        return Head::Version(word(8));
    }
    if bytes[12..20] != base.to_le_bytes() {
        return Head::Bad(Flaw::Place);
    }
    Head::Good(End { at: base, chain: word(20) })
}

/// A segment on disk.
#[derive(Clone, Debug)]
pub struct Segment {
    pub base: u64,
    pub len: u64,
    pub path: PathBuf,
}

/// All segments by base; other files are none of the log's.
pub fn list(dir: &Path) -> io::Result<Vec<Segment>> {
    let mut segments = Vec::new();
    for file in fs::read_dir(dir)? {
        let file = file?;
        let name = file.file_name();
        if let Some(base) = name.to_str().and_then(base) {
            segments.push(Segment { base, len: file.metadata()?.len(), path: file.path() });
        }
    }
    segments.sort_unstable_by_key(|s| s.base);
    Ok(segments)
}

pub fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}
