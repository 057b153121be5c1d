//! Appends groups to the newest segment: one write, one fdatasync.

use std::{fs::File, io, os::unix::fs::FileExt as _, path::PathBuf, sync::Arc};

use super::{End, reader::LogReader, segment};

pub struct LogWriter {
    dir: PathBuf,
    segment_bytes: u64,
    base: u64,
    file: File,
    end: End,
    reader: Arc<LogReader>,
}

/// Why a group was not written.
#[derive(Debug)]
pub enum WriteError {
    /// Nothing of it is in the log.
    Refused(io::Error),
    /// The log's end is in doubt: the process has to end.
    Fatal(&'static str, io::Error),
}

impl LogWriter {
    /// Continues the log at `end`, in `base`'s segment, or in a first one. What is before `durable` is known to be on the disk.
    pub fn open(
        dir: PathBuf,
        segment_bytes: u64,
        base: Option<u64>,
        durable: u64,
        end: End,
        reader: Arc<LogReader>,
    ) -> io::Result<Self> {
        let (base, file, end) = if let Some(base) = base {
            let file = File::options().read(true).write(true).open(dir.join(segment::name(base)))?;
            settle(&file, durable.saturating_sub(base), end.at - base)?;
            segment::sync_dir(&dir)?;
            (base, file, end)
        } else {
            let file = segment::create(&dir, end).map_err(|(WriteError::Refused(e) | WriteError::Fatal(_, e))| e)?;
            (end.at, file, End { at: end.at + segment::HEADER as u64, chain: end.chain })
        };
        reader.add(base, file.try_clone()?);
        Ok(Self { dir, segment_bytes, base, file, end, reader })
    }

    /// Where the next group begins; opens a new segment when this one is full.
    pub fn begin(&mut self) -> Result<End, WriteError> {
        if self.end.at - self.base >= self.segment_bytes {
            let file = segment::create(&self.dir, self.end)?;
            let clone = file.try_clone().map_err(|e| WriteError::Fatal("a segment's handle could not be copied", e))?;
            self.reader.add(self.end.at, clone);
            self.base = self.end.at;
            self.file = file;
            self.end.at += segment::HEADER as u64;
        }
        Ok(self.end)
    }

    /// Writes a group that was laid out from [`LogWriter::begin`]'s place on, and makes it durable.
    pub fn append(&mut self, bytes: &[u8], chain: u32) -> Result<End, WriteError> {
        let offset = self.end.at - self.base;
        if let Err(error) = self.file.write_all_at(bytes, offset) {
            // a disk that took nothing at all takes nothing back either
            if self.file.metadata().is_ok_and(|file| file.len() <= offset) {
                return Err(WriteError::Refused(error));
            }
            self.file.set_len(offset).map_err(|e| WriteError::Fatal("a half-written group could not be taken back", e))?;
            return Err(WriteError::Refused(error));
        }
        self.file.sync_data().map_err(|e| WriteError::Fatal("fdatasync failed", e))?;
        self.end = End { at: self.end.at + bytes.len() as u64, chain };
        Ok(self.end)
    }
}

const CHUNK: usize = 1024 * 1024;

/// A process before this one may have left these bytes to the system only: nobody builds on them before they are on the disk.
/// After a sync that failed Linux takes them for written, so that another sync alone would do nothing: they are written again.
fn settle(file: &File, mut from: u64, end: u64) -> io::Result<()> {
    let mut chunk = vec![0; CHUNK];
    while from < end {
        let some = usize::try_from(end - from).unwrap_or(CHUNK).min(CHUNK);
        file.read_exact_at(&mut chunk[..some], from)?;
        match file.write_all_at(&chunk[..some], from) {
            // what cannot be written must not keep anybody from reading
            Err(error) if error.kind() == io::ErrorKind::StorageFull => break,
            written => written?,
        }
        from += some as u64;
    }
    file.sync_data()
}
