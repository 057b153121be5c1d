//! Reads records by place, each checked against its checksum.

use std::{
    collections::BTreeMap,
    fs::File,
    io,
    os::unix::fs::FileExt as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use parking_lot::RwLock;

use super::{
    record::{self, Flaw, HEADER, Record},
    segment,
};
use crate::{StoreError, Trouble, trouble};

/// Read at once; most commits are smaller.
const GUESS: usize = 1024;
/// Most open segment files; beyond it they are opened for each read.
const OPEN_MAX: usize = 256;

/// Open segments by base.
pub struct LogReader {
    dir: PathBuf,
    /// `None` for one that is opened when it is read.
    segments: RwLock<BTreeMap<u64, Option<Arc<File>>>>,
}

impl LogReader {
    pub fn new(dir: &Path, bases: impl Iterator<Item = u64>) -> Self {
        Self { dir: dir.to_owned(), segments: RwLock::new(bases.map(|base| (base, None)).collect()) }
    }

    pub fn add(&self, base: u64, file: File) {
        let mut segments = self.segments.write();
        if segments.values().filter(|f| f.is_some()).count() >= OPEN_MAX
            && let Some(slot) = segments.values_mut().find(|f| f.is_some())
        {
            *slot = None;
        }
        segments.insert(base, Some(Arc::new(file)));
    }

    /// Calls `read` with the record at `at`.
    pub fn record<T>(&self, at: u64, read: impl FnOnce(&Record<'_>) -> Option<T>) -> Result<T, StoreError> {
        let (base, file) = self.segment(at)?;
        let broken = |what: &dyn std::fmt::Display| {
            StoreError::Corrupt(format!("log segment {} at byte {}: {what}", segment::name(base), at - base))
        };
        let mut bytes = vec![0; GUESS];
        let got = fill(&file, &mut bytes, at - base).map_err(|e| unreadable(base, &e))?;
        bytes.truncate(got);
        let len = record::length(&bytes).map_err(|e| broken(&e))?;
        if len > bytes.len() && got == GUESS {
            bytes.resize(len, 0);
            let more = fill(&file, &mut bytes[GUESS..], at - base + GUESS as u64).map_err(|e| unreadable(base, &e))?;
            bytes.truncate(GUESS + more);
        }
        let record = record::parse(&bytes[..len.min(bytes.len()).max(HEADER.min(bytes.len()))], at).map_err(|e| broken(&e))?;
        read(&record).ok_or_else(|| broken(&"the record is not of the expected kind"))
    }

    fn segment(&self, at: u64) -> Result<(u64, Arc<File>), StoreError> {
        let found = self.segments.read().range(..=at).next_back().map(|(base, file)| (*base, file.clone()));
        let Some((base, file)) = found else {
            return Err(StoreError::Corrupt(format!("the log has no place {at}: {}", Flaw::Place)));
        };
        if let Some(file) = file {
            return Ok((base, file));
        }
        let file = File::open(self.dir.join(segment::name(base))).map_err(|e| unreadable(base, &e))?;
        let keep = file.try_clone().map_err(|e| unreadable(base, &e))?;
        self.add(base, keep);
        Ok((base, Arc::new(file)))
    }
}

/// The operating system's word about a read says nothing about what is stored: never `Corrupt`.
fn unreadable(base: u64, error: &io::Error) -> StoreError {
    let name = segment::name(base);
    let why = match Trouble::of(error) {
        Some(_) => trouble::cause(error),
        None => format!("{error}: look at the disk and the limit of open files"),
    };
    StoreError::Unavailable(format!("log segment {name} could not be read: {why}"))
}

fn fill(file: &File, bytes: &mut [u8], mut at: u64) -> io::Result<usize> {
    let mut got = 0;
    while got < bytes.len() {
        match file.read_at(&mut bytes[got..], at) {
            Ok(0) => break,
            Ok(n) => {
                got += n;
                at += n as u64;
            }
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(got)
}
