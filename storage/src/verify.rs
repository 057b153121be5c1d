//! Whether stored bytes are what was written, by reading all of them and changing none.

use std::{
    fs,
    io::{self, BufReader, Read},
    path::Path,
};

use crate::{
    Commit,
    backup::LogEnd,
    embedded::{blobs, keys, reached},
    log::{
        End,
        entry::{self, Entry},
        record::{self, Flaw},
        segment::{self, Head},
        tail,
    },
};

pub use crate::embedded::keys::KeyFault;

/// What is wrong, and where.
#[derive(Debug, thiserror::Error)]
pub enum LogFault {
    #[error("log segment {segment} at byte {byte}: {flaw}")]
    Record { segment: String, byte: u64, flaw: Flaw },
    #[error("log segment {segment} at byte {byte}: {cause}")]
    Commit { segment: String, byte: u64, cause: String },
    #[error("log segment {segment}: {cause}")]
    Segment { segment: String, cause: String },
    #[error("log segment {segment} could not be read: {error}")]
    Io { segment: String, error: io::Error },
}

impl LogFault {
    /// Where the records end that hold, if what is behind them may be a power cut's.
    pub fn torn_at(&self) -> Option<u64> {
        match self {
            Self::Record { byte, flaw, .. } if flaw.may_be_torn() => Some(*byte),
            _ => None,
        }
    }
}

/// Walks a log's segments in order: each record against its checksum, its place and the record before it.
#[derive(Debug)]
pub struct LogWalk {
    end: End,
    /// A segment was broken: the next one's header says where it goes on.
    lost: bool,
    pub records: u64,
    pub commits: u64,
}

impl Default for LogWalk {
    fn default() -> Self {
        Self { end: End { at: 0, chain: 0 }, lost: false, records: 0, commits: 0 }
    }
}

impl LogWalk {
    pub fn end(&self) -> LogEnd {
        LogEnd { at: self.end.at, chain: self.end.chain }
    }

    /// Reads the segment of this file name; `commit` says what is wrong with one.
    pub fn segment(
        &mut self,
        name: &str,
        bytes: &mut dyn Read,
        commit: &mut dyn FnMut(&Commit) -> Result<(), String>,
    ) -> Result<(), LogFault> {
        let walked = self.walk(name, &mut BufReader::with_capacity(256 * 1024, bytes), commit);
        self.lost = walked.is_err();
        walked
    }

    fn walk(
        &mut self,
        name: &str,
        bytes: &mut dyn Read,
        commit: &mut dyn FnMut(&Commit) -> Result<(), String>,
    ) -> Result<(), LogFault> {
        let fail = |cause: String| LogFault::Segment { segment: name.to_owned(), cause };
        let io = |error| LogFault::Io { segment: name.to_owned(), error };
        let base = segment::base(name).ok_or_else(|| fail("it has no name of a segment".to_owned()))?;
        if base != self.end.at && !self.lost {
            return Err(fail(format!("it begins at {base}, and the log before it ends at {}", self.end.at)));
        }
        let mut header = vec![0; segment::HEADER];
        let got = fill(bytes, &mut header).map_err(io)?;
        let begin = match segment::read_header(&header[..got], base) {
            Head::Good(begin) => begin,
            Head::Version(version) => {
                return Err(fail(format!("it has version {version}, this program reads {}", segment::VERSION)));
            }
            Head::Bad(flaw) => return Err(LogFault::Record { segment: name.to_owned(), byte: 0, flaw }),
        };
        if begin.chain != self.end.chain && !self.lost {
            return Err(LogFault::Record { segment: name.to_owned(), byte: 0, flaw: Flaw::Chain });
        }
        self.end = End { at: base + segment::HEADER as u64, chain: begin.chain };
        let mut buffer = Vec::new();
        loop {
            let byte = self.end.at - base;
            let flawed = |flaw| LogFault::Record { segment: name.to_owned(), byte, flaw };
            buffer.resize(record::HEADER, 0);
            let got = fill(bytes, &mut buffer).map_err(io)?;
            if got == 0 {
                return Ok(());
            }
            let len = record::length(&buffer[..got]).map_err(flawed)?;
            buffer.resize(len, 0);
            let more = fill(bytes, &mut buffer[record::HEADER..]).map_err(io)?;
            let record = record::parse(&buffer[..record::HEADER + more], self.end.at).map_err(flawed)?;
            if record.previous != self.end.chain {
                return Err(flawed(Flaw::Chain));
            }
            match entry::read(record.kind, record.body).ok_or_else(|| flawed(Flaw::Kind))? {
                Entry::Commit(stored) => {
                    self.commits += 1;
                    let wrong = |cause| LogFault::Commit { segment: name.to_owned(), byte, cause };
                    commit(&stored.commit).map_err(wrong)?;
                }
                Entry::Fence { .. } | Entry::Change(_) | Entry::Batch { .. } | Entry::Seal => {}
            }
            self.records += 1;
            self.end = End { at: record.end(), chain: record.crc };
        }
    }
}

fn fill(from: &mut dyn Read, bytes: &mut [u8]) -> io::Result<usize> {
    let mut got = 0;
    while got < bytes.len() {
        match from.read(&mut bytes[got..]) {
            Ok(0) => break,
            Ok(n) => got += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(got)
}

/// Whether what is in the newest segment's file from `byte` on is what a power cut left: nothing in it was ever answered.
pub fn is_torn(segment: &Path, byte: u64) -> io::Result<bool> {
    let bytes = fs::read(segment)?;
    let name = segment.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let base = segment::base(&name).unwrap_or_default();
    Ok(usize::try_from(byte).is_ok_and(|byte| byte <= bytes.len() && tail::is_torn(&bytes, base, byte)))
}

/// Up to where the log in a data folder was durable once; 0 where that is not known.
pub fn reached(folder: &Path) -> io::Result<u64> {
    Ok(reached::read(folder)?.unwrap_or(0))
}

/// Whether a blob's file holds its checksum.
pub fn is_blob(file: &[u8]) -> bool {
    blobs::unwrap(file).is_some()
}

/// Whether every key in the folder `keys` opens with the master key; how many there are.
pub fn open_keys(keys: &Path, master: &Path) -> Result<u64, KeyFault> {
    keys::open_all(keys, master)
}
