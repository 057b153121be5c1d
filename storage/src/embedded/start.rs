//! Opening: lock, index or a new one, check and catch-up of the log, threads.

use std::{path::Path, sync::Arc, time::Instant};

use parking_lot::Mutex;

use super::{Embedded, files, keys, lock};
use crate::{
    index::{
        Index,
        flush::{self, Flusher},
        pressure::Pressure,
        rebuild_marker, remove,
        replay::replay,
        state::State,
    },
    log::{
        End,
        committer::Committer,
        gate::{DiskSpace, Gate},
        queue::Queue,
        reader::LogReader,
        scan::ScanError,
        writer::LogWriter,
    },
    open::{OpenError, OpenReport, Options},
};

pub fn start(options: &Options) -> Result<(Embedded, OpenReport), OpenError> {
    let started = Instant::now();
    let dir = &options.dir;
    files::make_dir(dir)?;
    let lock = lock::take(&dir.join("lock"), options.lock_patience)?.ok_or_else(|| OpenError::Locked(dir.clone()))?;
    let keyring = open_keys(options)?;
    let log = dir.join("log");
    files::make_dir(&log)?;

    let (index, from, rebuilt) = open_index(&dir.join("index"), &log)?;
    let space = options.space.clone().unwrap_or_else(|| Arc::new(DiskSpace(dir.clone())));
    let gate = Arc::new(Gate::new(space, options.reserve_bytes));
    let pressure = Arc::new(Pressure::default());
    let state = Arc::new(State::new(Arc::new(index), from.unwrap_or(End { at: 0, chain: 0 })));
    let mut flusher = Flusher::new(state.clone(), pressure.clone(), gate.clone(), options.flush_every);
    if rebuilt.is_some() {
        tracing::info!("the index is made again from the log");
    }
    let scanned = replay(&log, &dir.join("torn"), from, &mut flusher).map_err(|e| match e {
        ScanError::Corrupt(place) => OpenError::Corrupt(place),
        ScanError::Io(e) => OpenError::Io(e),
    })?;
    if let Some(torn) = &scanned.torn {
        let kept = torn.kept.display().to_string();
        tracing::warn!(at = torn.at, bytes = torn.bytes, kept, "the log's tail was torn by a crash; it was cut and kept aside");
    }
    let reader = Arc::new(LogReader::new(&log, scanned.segments.iter().map(|s| s.base)));
    let base = scanned.segments.last().map(|s| s.base);
    let writer = LogWriter::open(log, options.segment_bytes, base, scanned.end, reader.clone())?;
    let queue = Arc::new(Queue::new(options.queue_max));
    let committer = Committer::spawn(queue.clone(), writer, state.clone(), gate, pressure.clone())?;
    let writer_behind = flush::spawn(flusher, queue.clone())?;
    let report = OpenReport { torn: scanned.torn, rebuilt, records: scanned.records, took: started.elapsed() };
    tracing::info!(records = report.records, took_ms = report.took.as_millis(), "store is open");
    let threads = Mutex::new(vec![committer, writer_behind]);
    let notes = tokio::sync::Mutex::new(());
    Ok((Embedded { dir: dir.clone(), state, queue, pressure, reader, keyring, notes, threads, _lock: lock }, report))
}

fn open_keys(options: &Options) -> Result<keys::Keyring, OpenError> {
    let folder = options.dir.join("keys");
    files::make_dir(&folder)?;
    let opened = match &options.master_key {
        Some(key) => keys::Keyring::open(folder, key),
        None => keys::master_key(&options.dir.join("master.key"), &folder).and_then(|key| keys::Keyring::open(folder, &key)),
    };
    opened.map_err(|e| OpenError::Keys(e.to_string()))
}

/// Opens the index; one that is damaged is deleted and made again. Says from where the log has to be read, and why it is new.
fn open_index(dir: &Path, log: &Path) -> Result<(Index, Option<End>, Option<String>), OpenError> {
    let mut cause = rebuild_marker(dir).exists().then(|| "it was found damaged while it was read".to_owned());
    if cause.is_none() && dir.exists() {
        match Index::open(dir).and_then(|index| index.load_checkpoint().map(|from| (index, from))) {
            Ok((index, from)) => return Ok((index, from, None)),
            Err(e) => cause = Some(e),
        }
    }
    if cause.is_none() && !crate::log::segment::list(log)?.is_empty() {
        cause = Some("it is not there".into());
    }
    if let Some(cause) = &cause {
        tracing::warn!(cause, "the index cannot be used");
    }
    remove(dir)?;
    Ok((Index::open(dir).map_err(OpenError::Index)?, None, cause))
}
