//! Counts and times every call of a store.

use std::{
    collections::HashMap,
    sync::{Arc, Weak},
    time::Instant,
};

use async_trait::async_trait;
use parking_lot::Mutex;
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{
        counter::Counter,
        family::Family,
        histogram::{Histogram, exponential_buckets},
    },
    registry::Registry,
};
use uuid::Uuid;

use crate::{
    AppendError, AppendSink, Appended, Commit, Journal, Store, StoreError,
    decorate::{Layer, decorate},
};

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Call {
    call: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    call: &'static str,
    outcome: &'static str,
}

type Times = Family<Call, Histogram, fn() -> Histogram>;

pub struct Metrics {
    seconds: Times,
    errors: Family<Outcome, Counter>,
    corrupt: Counter,
    appends: Family<Outcome, Counter>,
    append_seconds: Histogram,
    group: Histogram,
    sinks: Mutex<HashMap<usize, Weak<Timed>>>,
}

impl Metrics {
    pub fn register(registry: &mut Registry) -> Arc<Self> {
        // 50 µs to 3.3 s
        fn seconds() -> Histogram {
            Histogram::new(exponential_buckets(0.000_05, 2.0, 17))
        }
        let metrics = Self {
            seconds: Family::new_with_constructor(seconds),
            errors: Family::default(),
            corrupt: Counter::default(),
            appends: Family::default(),
            append_seconds: seconds(),
            group: Histogram::new(exponential_buckets(1.0, 2.0, 13)),
            sinks: Mutex::default(),
        };
        let registry = registry.sub_registry_with_prefix("storage");
        registry.register("call_seconds", "Time of a call to storage", metrics.seconds.clone());
        registry.register("call_errors", "Calls that failed", metrics.errors.clone());
        registry.register("corrupt", "Damaged data met", metrics.corrupt.clone());
        registry.register("appends", "Commits by outcome", metrics.appends.clone());
        registry.register("append_seconds", "Time from submission to answer", metrics.append_seconds.clone());
        registry.register("append_group", "Commits answered together to one sink", metrics.group.clone());
        Arc::new(metrics)
    }

    pub fn wrap(self: &Arc<Self>, store: &Store) -> Store {
        decorate(store, self)
    }
}

#[async_trait]
impl Layer for Metrics {
    async fn around<T, F>(&self, call: &'static str, work: F) -> Result<T, StoreError>
    where
        T: Send,
        F: Future<Output = Result<T, StoreError>> + Send,
    {
        let started = Instant::now();
        let result = work.await;
        self.seconds.get_or_create(&Call { call }).observe(started.elapsed().as_secs_f64());
        if let Err(error) = &result {
            let outcome = match error {
                StoreError::Unavailable(_) => "unavailable",
                StoreError::Busy(_) => "busy",
                StoreError::Corrupt(_) => "corrupt",
                StoreError::Misuse(_) => "misuse",
            };
            self.errors.get_or_create(&Outcome { call, outcome }).inc();
            if matches!(error, StoreError::Corrupt(_)) {
                self.corrupt.inc();
            }
        }
        result
    }

    fn submit(&self, inner: &Arc<dyn Journal>, commits: Vec<Commit>, sink: Arc<dyn AppendSink>) {
        let timed = self.timed(sink);
        let now = Instant::now();
        timed.started.lock().extend(commits.iter().map(|c| (c.attempt, now)));
        inner.submit(commits, timed);
    }
}

impl Metrics {
    /// The same sink always gets the same wrapper while commits of it are in flight, so that it is still called once a group.
    fn timed(&self, sink: Arc<dyn AppendSink>) -> Arc<Timed> {
        let place = Arc::as_ptr(&sink).cast::<()>() as usize;
        let mut sinks = self.sinks.lock();
        if let Some(timed) = sinks.get(&place).and_then(Weak::upgrade) {
            return timed;
        }
        if sinks.len() >= SINKS_MAX {
            sinks.retain(|_, timed| timed.strong_count() > 0);
        }
        let timed = Arc::new(Timed {
            sink,
            started: Mutex::default(),
            appends: self.appends.clone(),
            seconds: self.append_seconds.clone(),
            group: self.group.clone(),
        });
        sinks.insert(place, Arc::downgrade(&timed));
        timed
    }
}

/// Dead wrappers are forgotten when there are this many.
const SINKS_MAX: usize = 1024;

struct Timed {
    sink: Arc<dyn AppendSink>,
    started: Mutex<HashMap<Uuid, Instant>>,
    appends: Family<Outcome, Counter>,
    seconds: Histogram,
    group: Histogram,
}

impl AppendSink for Timed {
    fn appended(&self, group: Vec<Appended>) {
        #[expect(clippy::cast_precision_loss, reason = "a group has a few thousand commits")]
        self.group.observe(group.len() as f64);
        for appended in &group {
            let outcome = match &appended.outcome {
                Ok(()) => "ok",
                Err(AppendError::Conflict(_)) => "conflict",
                Err(AppendError::Unknown(_)) => "unknown",
                Err(AppendError::Busy(_)) => "busy",
                Err(AppendError::Unavailable(_)) => "unavailable",
            };
            self.appends.get_or_create(&Outcome { call: "append", outcome }).inc();
        }
        let mut started = self.started.lock();
        for start in group.iter().filter_map(|a| started.remove(&a.attempt)) {
            self.seconds.observe(start.elapsed().as_secs_f64());
        }
        drop(started);
        self.sink.appended(group);
    }
}
