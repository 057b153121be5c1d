//! Catches the index up with the log at open, from its checkpoint or from the beginning.

use std::path::Path;

use super::flush::Flusher;
use crate::{
    Damaged, StoreError,
    log::{
        End,
        record::Record,
        scan::{Each, ScanError, Scanned, scan},
        tail::MEND,
    },
};

/// The index is written behind each time this much of the log was read, so that memory stays bounded.
pub const STEP_BYTES: u64 = 32 * 1024 * 1024;

pub fn replay(
    log: &Path,
    torn: &Path,
    from: Option<End>,
    reached: u64,
    step: u64,
    flusher: &mut Flusher,
) -> Result<(Scanned, Vec<Damaged>), ScanError> {
    let total = crate::log::segment::list(log)?.last().map_or(0, |s| s.base + s.len);
    let start = from.map_or(0, |end| end.at);
    let todo = total.saturating_sub(start).max(1);
    let doing = if from.is_some() { "the index is caught up with the log" } else { "the index is made again from the log" };
    let mut told = Replay {
        flusher,
        next: start + step,
        step,
        failed: None,
        damaged: Vec::new(),
        tell: &|at| {
            tracing::info!(at, of = total, percent = (at - start) * 100 / todo, "{doing}");
        },
    };
    let scanned = scan(log, torn, from, reached, &mut told);
    match told.failed {
        Some(e) => Err(ScanError::Io(std::io::Error::other(e))),
        None => scanned.map(|scanned| (scanned, told.damaged)),
    }
}

/// Most damaged records that are passed over: a disk with more is not started on.
const DAMAGED_MAX: usize = 100;

struct Replay<'a> {
    flusher: &'a mut Flusher,
    next: u64,
    step: u64,
    failed: Option<StoreError>,
    damaged: Vec<Damaged>,
    tell: &'a dyn Fn(u64),
}

impl Replay<'_> {
    fn failed(&mut self, error: StoreError) -> bool {
        self.failed.get_or_insert(error);
        false
    }

    fn apply(&mut self, record: &Record<'_>) -> Result<bool, StoreError> {
        let known = self.flusher.state.replay(record)?;
        if record.at >= self.next {
            self.next = record.at + self.step;
            self.flusher.flush(None).map_err(StoreError::Unavailable)?;
            (self.tell)(record.at);
        }
        Ok(known)
    }
}

impl Each for Replay<'_> {
    fn record(&mut self, record: &Record<'_>) -> bool {
        self.apply(record).unwrap_or_else(|error| self.failed(error))
    }

    fn damaged(&mut self, record: &Record<'_>, place: String) -> bool {
        match self.flusher.state.pass_over(record) {
            Ok(Some(entity)) if self.damaged.len() < DAMAGED_MAX => {
                tracing::error!(?entity, place, mend = MEND, "a damaged record of the log: what it is about is not served");
                self.damaged.push(Damaged { place, entity });
                true
            }
            Ok(_) => false,
            Err(error) => self.failed(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{fmt, sync::Arc, time::Duration};

    use parking_lot::Mutex;
    use tracing::{Event, Metadata, Subscriber, field::Visit, span};

    use super::*;
    use crate::{
        Options, contract,
        index::{Index, pressure::Pressure, state::State},
        log::gate::{DiskSpace, Gate},
    };

    /// Keeps the messages of events, and their percentages.
    #[derive(Clone, Default)]
    struct Heard(Arc<Mutex<Vec<(String, u64)>>>);

    #[derive(Default)]
    struct Line(String, u64);

    impl Visit for Line {
        fn record_u64(&mut self, field: &tracing::field::Field, value: u64) {
            if field.name() == "percent" {
                self.1 = value;
            }
        }
        fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn fmt::Debug) {
            if field.name() == "message" {
                self.0 = format!("{value:?}");
            }
        }
    }

    impl Subscriber for Heard {
        fn enabled(&self, _: &Metadata<'_>) -> bool {
            true
        }
        fn event(&self, event: &Event<'_>) {
            let mut line = Line::default();
            event.record(&mut line);
            self.0.lock().push((line.0, line.1));
        }
        fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
            span::Id::from_u64(1)
        }
        fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
        fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
        fn enter(&self, _: &span::Id) {}
        fn exit(&self, _: &span::Id) {}
    }

    fn said(log: &Path, index: &Path, from: Option<End>) -> (Vec<(String, u64)>, End) {
        let state = Arc::new(State::new(Arc::new(Index::open(index).unwrap()), End { at: 0, chain: 0 }));
        let gate = Arc::new(Gate::new(Arc::new(DiskSpace(log.to_owned())), 0));
        let mut flusher = Flusher::new(state, Arc::new(Pressure::default()), gate, Duration::from_secs(1));
        let heard = Heard::default();
        let replayed = tracing::subscriber::with_default(heard.clone(), || {
            replay(log, &log.with_file_name("torn"), from, 0, 4096, &mut flusher).unwrap()
        });
        let lines = heard.0.lock().drain(..).filter(|(line, _)| line.contains("the log")).collect();
        (lines, replayed.0.end)
    }

    #[tokio::test]
    async fn a_rebuild_tells_its_progress_and_a_catch_up_is_called_so() {
        let dir = tempfile::tempdir().unwrap();
        let store = crate::open(&Options::new(dir.path())).unwrap();
        let mut half = None;
        for n in 1..=200 {
            contract::append_one(&store.journal, contract::commit(contract::entity(), 1, 1, 1)).await.unwrap();
            if n == 100 {
                let copied = dir.path().join("half");
                std::fs::create_dir(&copied).unwrap();
                let segment = crate::log::segment::name(0);
                std::fs::copy(dir.path().join("log").join(&segment), copied.join(segment)).unwrap();
                half = Some(said(&copied, &dir.path().join("index-half"), None).1);
            }
        }
        drop(store);
        let log = dir.path().join("log");
        let (lines, _) = said(&log, &dir.path().join("index-again"), None);
        assert!(lines.len() >= 4, "{lines:?}");
        assert!(lines.iter().all(|(line, _)| line == "the index is made again from the log"), "{lines:?}");
        assert!(lines.is_sorted_by_key(|(_, percent)| *percent) && lines.last().unwrap().1 > 75, "{lines:?}");
        let (lines, _) = said(&log, &dir.path().join("index-later"), half);
        assert!(!lines.is_empty() && lines.iter().all(|(line, _)| line == "the index is caught up with the log"), "{lines:?}");
        assert!(lines[0].1 < 50, "the share is that of what is left: {lines:?}");
    }
}
