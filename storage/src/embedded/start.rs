//! Opening: lock, index or a new one, check and catch-up of the log, threads.

use std::{fs, io, path::Path, sync::Arc, time::Instant};

use parking_lot::Mutex;

use super::{
    Embedded, files,
    hold::Holds,
    keys,
    lock::{self, Taken},
    opening::opened,
    reached,
};
use crate::{
    StoreError,
    index::{
        Index,
        flush::{self, Flusher},
        pressure::Pressure,
        rebuild_marker, remove,
        replay::{STEP_BYTES, replay},
        state::State,
    },
    log::{
        End,
        committer::Committer,
        gate::{DiskSpace, Gate},
        queue::Queue,
        reader::LogReader,
        scan::ScanError,
        segment,
        writer::LogWriter,
    },
    open::{Holder, OpenError, OpenReport, Options, RESTORING, is_ours},
    owner,
};

pub fn start(options: &Options) -> Result<(Embedded, OpenReport), OpenError> {
    let started = Instant::now();
    let dir = &options.dir;
    is_ours(dir)?;
    files::make_dir(dir).map_err(|e| at(dir, &e))?;
    let lock = match lock::take(&dir.join("lock"), options.lock_patience).map_err(|e| at(&dir.join("lock"), &e))? {
        Taken::Here(lock) => lock,
        Taken::Elsewhere(pid) => return Err(OpenError::Locked(Holder { dir: dir.clone(), pid })),
    };
    owner::close(dir);
    if dir.join(RESTORING).exists() && !options.restoring {
        return Err(OpenError::Unrestored(dir.clone()));
    }
    let log = dir.join("log");
    keys_are_there(dir, &log)?;
    let keyring = open_keys(options)?;
    files::make_dir(&log).map_err(|e| at(&log, &e))?;

    let (index, from, rebuilt) = open_index(&dir.join("index"), &log)?;
    let space = options.space.clone().unwrap_or_else(|| Arc::new(DiskSpace(dir.clone())));
    let gate = Arc::new(Gate::new(space, options.reserve_bytes));
    let pressure = Arc::new(Pressure::default());
    let state = Arc::new(State::new(Arc::new(index), from.unwrap_or(End { at: 0, chain: 0 })));
    let mut flusher = Flusher::new(state.clone(), pressure.clone(), gate.clone(), options.flush_every);
    let reached = reached::read(dir).map_err(|e| at(&reached::path(dir), &e))?.unwrap_or(0);
    let (scanned, damaged) = replay(&log, &dir.join("torn"), from, reached, STEP_BYTES, &mut flusher).map_err(|e| match e {
        ScanError::Corrupt(place) => OpenError::Corrupt(place),
        ScanError::Io(e) => at(&log, &e),
    })?;
    if !damaged.is_empty() {
        // what it says of them may be wrong: once the file is restored, all is read again
        fs::write(rebuild_marker(&dir.join("index")), "a damaged record of the log was passed over").map_err(|e| at(dir, &e))?;
    }
    if let Some(torn) = &scanned.torn {
        let kept = torn.kept.display().to_string();
        tracing::warn!(at = torn.at, bytes = torn.bytes, kept, "the log's tail was torn by a crash; it was cut and kept aside");
    }
    let reader = Arc::new(LogReader::new(&log, scanned.segments.iter().map(|s| s.base)));
    let base = scanned.segments.last().map(|s| s.base);
    let durable = from.map_or(reached, |from| from.at.max(reached));
    let writer = LogWriter::open(log.clone(), options.segment_bytes, base, durable, scanned.end, reader.clone())
        .map_err(|e| at(&log, &e))?;
    let queue = Arc::new(Queue::new(options.queue_max));
    let committer =
        Committer::spawn(queue.clone(), writer, state.clone(), gate.clone(), pressure.clone()).map_err(|e| at(dir, &e))?;
    let writer_behind = flush::spawn(flusher, queue.clone()).map_err(|e| at(dir, &e))?;
    let report = OpenReport { torn: scanned.torn, rebuilt, damaged, records: scanned.records, took: started.elapsed() };
    tracing::info!(records = report.records, took_ms = report.took.as_millis(), "store is open");
    let threads = Mutex::new(vec![committer, writer_behind]);
    let notes = tokio::sync::Mutex::new(());
    let (dir, holds) = (dir.clone(), Holds::default());
    let begun = !state.heads.entities(None, 1).is_ok_and(|known| known.is_empty());
    Ok((Embedded { dir, state, queue, pressure, gate, reader, keyring, begun, holds, notes, threads, _lock: lock }, report))
}

fn at(path: &Path, error: &io::Error) -> OpenError {
    OpenError::Io { path: path.to_owned(), cause: error.to_string() }
}

fn open_keys(options: &Options) -> Result<keys::Keyring, OpenError> {
    let folder = options.dir.join("keys");
    files::make_dir(&folder).map_err(|e| at(&folder, &e))?;
    let file = options.master_key_file.clone().unwrap_or_else(|| options.dir.join("master.key"));
    let opened = keys::master_key(&file, &folder).and_then(|key| keys::Keyring::open(folder, &key));
    opened.map_err(|e| match e {
        StoreError::Misuse(cause) => OpenError::Keys(cause),
        e => OpenError::Keys(e.to_string()),
    })
}

/// The first start makes them before the log, which is nothing without them: new ones would only hide that they are lost.
fn keys_are_there(dir: &Path, log: &Path) -> Result<(), OpenError> {
    let begun = log.exists() && !segment::list(log).map_err(|e| at(log, &e))?.is_empty();
    let keys = dir.join("keys");
    if begun && !keys::are_in(&keys).map_err(|e| at(&keys, &e))? {
        return Err(OpenError::Keys(format!(
            "{} is gone, and there is a log: restore the folder {} from the back-up, all of it",
            keys::check_in(&keys).display(),
            keys.display()
        )));
    }
    Ok(())
}

/// After a restore, or deleted to be made again.
const MISSING: &str = "it is not there";

/// Opens the index; one that is damaged is deleted and made again. Says from where the log has to be read, and why it is new.
fn open_index(dir: &Path, log: &Path) -> Result<(Index, Option<End>, Option<String>), OpenError> {
    let mut cause = fs::read_to_string(rebuild_marker(dir)).ok();
    if cause.is_none() && dir.exists() {
        match opened(dir) {
            Ok((index, from)) => return Ok((index, from, None)),
            Err(e) => cause = Some(e),
        }
    }
    if cause.is_none() && !crate::log::segment::list(log).map_err(|e| at(log, &e))?.is_empty() {
        cause = Some(MISSING.into());
    }
    match &cause {
        None => {}
        Some(cause) if cause == MISSING => tracing::info!("the index is made from the log"),
        Some(cause) => tracing::warn!(cause, "the index cannot be used"),
    }
    remove(dir).map_err(|e| at(dir, &e))?;
    Ok((Index::open(dir).map_err(OpenError::Index)?, None, cause))
}
