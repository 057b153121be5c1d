//! Does what a shard's state machine wants done: one task for each kind of work of a step, one message back.

use std::{collections::BTreeMap, sync::Arc};

use lyceum_storage::{AppendSink, Commit, EntityKey, Journal, Placement, Store, StoreError, streams::StreamRecord};

use super::{
    actor::{Msg, Sink},
    lease::Lease,
    refused::said,
    router::{Caller, Router},
};
use crate::host::io::{EffectRef, Input, Job, Loaded, Output, Told};

/// Commits read at a time while an entity loads.
const COMMITS_AT_ONCE: usize = 64;

pub(super) struct Performer {
    index: usize,
    store: Store,
    router: Arc<Router>,
    lease: Arc<Lease>,
    sink: Arc<dyn AppendSink>,
}

/// The parts of a step's outputs that go to storage together.
#[derive(Default)]
struct Together {
    appends: Vec<Commit>,
    settles: Vec<Output<Caller>>,
    marks: BTreeMap<(u32, u64), Vec<(EntityKey, Job)>>,
    cursors: Vec<Output<Caller>>,
    scans: Vec<(u32, i64, usize)>,
    drops: Vec<(u32, u64)>,
    records: BTreeMap<&'static str, Vec<(EffectRef, StreamRecord)>>,
}

impl Performer {
    pub fn new(index: usize, store: Store, router: Arc<Router>, lease: Arc<Lease>) -> Self {
        let sink = Arc::new(Sink { index, router: router.clone() });
        Self { index, store, router, lease, sink }
    }

    pub fn perform(&self, out: &mut Vec<Output<Caller>>) {
        if out.is_empty() {
            return;
        }
        let mut together = Together::default();
        for output in out.drain(..) {
            self.one(output, &mut together);
        }
        self.all(together);
    }

    fn one(&self, output: Output<Caller>, together: &mut Together) {
        match output {
            Output::Reply(caller, told) => {
                // A caller that gave up does not listen.
                let _ = caller.tell.send(told);
            }
            Output::Append(commit) => together.appends.push(commit),
            Output::Settle { .. } => together.settles.push(output),
            Output::SaveCursor { .. } => together.cursors.push(output),
            Output::Mark { key, job, shard, round } => together.marks.entry((shard, round)).or_default().push((key, job)),
            Output::DropMarks { shard, round } => together.drops.push((shard, round)),
            Output::ScanReminders { shard, until_ms, limit } => together.scans.push((shard, until_ms, limit)),
            Output::Stream { effect, stream, record } => together.records.entry(stream).or_default().push((effect, record)),
            Output::Send(delivery) => self.router.deliver(self.router.index_of(&delivery.key), delivery),
            Output::Told(effect, told) => self.router.told(effect, told),
            Output::Deposed => self.lease.lose(),
            Output::Load { key, job, fence } => {
                let store = self.store.clone();
                self.spawn(async move {
                    let result = load(&*store.journal, &*store.placement, &key, fence).await;
                    vec![Input::Loaded { key, job, result }]
                });
            }
            Output::Read { key, job, from } => {
                let journal = self.store.journal.clone();
                self.spawn(async move {
                    let result = journal.read(&key, from, COMMITS_AT_ONCE).await;
                    vec![Input::Read { key, job, result }]
                });
            }
            Output::Unlist { job, key, lane } => {
                let placement = self.store.placement.clone();
                self.spawn(async move {
                    let done = said("unpark", placement.unpark(&key, Some(&lane)).await);
                    vec![Input::Unlisted { key, job, done }]
                });
            }
            Output::Park { job, parked } => {
                let placement = self.store.placement.clone();
                self.spawn(async move {
                    let done = said("park", placement.park(&parked).await);
                    vec![Input::ParkSaved { key: parked.entity, job, done }]
                });
            }
        }
    }

    fn all(&self, together: Together) {
        if !together.appends.is_empty() {
            self.store.journal.submit(together.appends, self.sink.clone());
        }
        if !together.settles.is_empty() {
            let store = self.store.clone();
            self.spawn(settle(store, together.settles));
        }
        if !together.marks.is_empty() {
            let placement = self.store.placement.clone();
            self.spawn(mark(placement, together.marks));
        }
        if !together.cursors.is_empty() {
            let placement = self.store.placement.clone();
            self.spawn(save_cursors(placement, together.cursors));
        }
        if !together.scans.is_empty() {
            let placement = self.store.placement.clone();
            self.spawn(scan(placement, together.scans));
        }
        if !together.drops.is_empty() {
            let placement = self.store.placement.clone();
            self.spawn(async move {
                for (shard, round) in together.drops {
                    said("drop_marks", placement.drop_marks(shard, round).await);
                }
                Vec::new()
            });
        }
        for (stream, records) in together.records {
            let streams = self.store.streams.clone();
            let router = self.router.clone();
            tokio::spawn(async move {
                let (effects, records): (Vec<_>, Vec<_>) = records.into_iter().unzip();
                let told = match streams.append(stream, records).await {
                    Ok(_) => Told::Done(Vec::new()),
                    Err(error) => Told::Unavailable(error.to_string()),
                };
                for effect in effects {
                    router.told(effect, told.clone());
                }
            });
        }
    }

    fn spawn(&self, work: impl Future<Output = Vec<Input<Caller>>> + Send + 'static) {
        let (router, index) = (self.router.clone(), self.index);
        tokio::spawn(async move {
            let inputs = work.await;
            if !inputs.is_empty() {
                router.send(index, Msg::Many(inputs));
            }
        });
    }
}

async fn load(
    journal: &dyn Journal,
    placement: &dyn Placement,
    key: &EntityKey,
    fence: Option<u64>,
) -> Result<Loaded, StoreError> {
    let head = match fence {
        Some(epoch) => journal.fence(key, epoch).await?,
        None => journal.head(key).await?,
    };
    if head.next == 1 {
        return Ok(Loaded { head, cursor: None, snapshot: None });
    }
    Ok(Loaded { head, cursor: placement.cursor(key).await?, snapshot: placement.snapshot(key).await? })
}

/// All rows in one write, then the reminders that changed.
async fn settle(store: Store, settles: Vec<Output<Caller>>) -> Vec<Input<Caller>> {
    let mut rows = Vec::new();
    let mut waiting = Vec::new();
    for output in settles {
        if let Output::Settle { key, job, rows: mut more, reminder } = output {
            rows.append(&mut more);
            waiting.push((key, job, reminder));
        }
    }
    let written = rows.is_empty() || said("rows", store.views.write(rows).await);
    let mut inputs = Vec::with_capacity(waiting.len());
    for (key, job, reminder) in waiting {
        let done = written
            && match reminder {
                Some((shard, due)) => said("reminder", store.placement.set_reminder(shard, &key, due).await),
                None => true,
            };
        inputs.push(Input::Settled { key, job, done });
    }
    inputs
}

async fn mark(placement: Arc<dyn Placement>, marks: BTreeMap<(u32, u64), Vec<(EntityKey, Job)>>) -> Vec<Input<Caller>> {
    let mut inputs = Vec::new();
    for ((shard, round), jobs) in marks {
        let keys: Vec<EntityKey> = jobs.iter().map(|(key, _)| *key).collect();
        let done = said("mark", placement.mark(shard, round, &keys).await);
        inputs.extend(jobs.into_iter().map(|(key, job)| Input::Marked { key, job, done }));
    }
    inputs
}

async fn save_cursors(placement: Arc<dyn Placement>, cursors: Vec<Output<Caller>>) -> Vec<Input<Caller>> {
    let mut inputs = Vec::with_capacity(cursors.len());
    for output in cursors {
        if let Output::SaveCursor { key, job, cursor, snapshot } = output {
            let mut done = said("cursor", placement.save_cursor(&key, cursor).await);
            if let (true, Some(snapshot)) = (done, snapshot) {
                done = said("snapshot", placement.save_snapshot(&key, snapshot).await);
            }
            inputs.push(Input::CursorSaved { key, job, done });
        }
    }
    inputs
}

async fn scan(placement: Arc<dyn Placement>, scans: Vec<(u32, i64, usize)>) -> Vec<Input<Caller>> {
    let mut inputs = Vec::with_capacity(scans.len());
    for (shard, until_ms, limit) in scans {
        let due = placement.reminders(shard, until_ms, limit).await;
        let due = due.inspect_err(|error| tracing::warn!(%error, shard, "reminders were not read")).ok();
        inputs.push(Input::Reminders { shard, until_ms, due });
    }
    inputs
}
