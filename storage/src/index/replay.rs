//! Catches the index up with the log at open, from its checkpoint or from the beginning.

use std::path::Path;

use super::flush::Flusher;
use crate::log::{
    End,
    scan::{ScanError, Scanned, scan},
};

/// The index is written behind each time this much of the log was read, so that memory stays bounded.
const STEP_BYTES: u64 = 32 * 1024 * 1024;

pub fn replay(log: &Path, torn: &Path, from: Option<End>, flusher: &mut Flusher) -> Result<Scanned, ScanError> {
    let total = crate::log::segment::list(log)?.last().map_or(0, |s| s.base + s.len);
    let start = from.map_or(0, |end| end.at);
    let mut next = start + STEP_BYTES;
    let mut failed = None;
    let scanned = scan(log, torn, from, &mut |record| {
        let result = flusher.state.replay(record).and_then(|known| {
            if record.at >= next {
                next = record.at + STEP_BYTES;
                flusher.flush(None).map_err(crate::StoreError::Unavailable)?;
                tracing::info!(
                    at = record.at,
                    of = total,
                    percent = record.at * 100 / total.max(1),
                    "index is made again from the log"
                );
            }
            Ok(known)
        });
        result.unwrap_or_else(|e| {
            failed.get_or_insert(e);
            false
        })
    });
    match failed {
        Some(e) => Err(ScanError::Io(std::io::Error::other(e))),
        None => scanned,
    }
}
