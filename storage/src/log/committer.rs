//! The one thread that writes the log: blocks for one item, drains what waits, decides by compare-and-set, writes once, syncs
//! once, makes the group visible, answers it.

use std::{collections::HashMap, io, sync::Arc, thread, time::Instant};

use super::{
    End, entry,
    gate::Gate,
    queue::{Item, LAZY, Queue, Reply, Woken},
    record,
    writer::{LogWriter, WriteError},
};
use crate::{
    AppendError, AppendSink, Appended, Commit, EntityKey, Head, Seldom, StoreError, Trouble,
    index::{
        heads::{Stand, is_again},
        pressure::Pressure,
        state::{ANCHOR_EVERY, State, StoredBatch},
    },
    journal::{COMMIT_EVENTS_MAX, COMMIT_MAX},
    log::entry::Change,
    streams::StreamRecord,
    trouble,
};

/// A group is closed at this size: what is behind it waits for the next sync.
const GROUP_BYTES: usize = 4 * 1024 * 1024;

pub struct Committer {
    queue: Arc<Queue>,
    writer: LogWriter,
    state: Arc<State>,
    gate: Arc<Gate>,
    pressure: Arc<Pressure>,
    group: Group,
    /// Changes that were already answered, of a group that the disk refused.
    carry: Vec<Item>,
    sealed: bool,
    refusals: Seldom,
}

/// One write and one sync.
#[derive(Default)]
struct Group {
    bytes: Vec<u8>,
    start: u64,
    chain: u32,
    stands: HashMap<EntityKey, Stand>,
    anchors: Vec<(EntityKey, u64, u64)>,
    batches: Vec<StoredBatch>,
    changes: Vec<Change>,
    /// Kept for [`Committer::carry`].
    answered: Vec<Item>,
    replies: Vec<Done>,
}

/// What to say once the group is durable.
enum Done {
    Append { sink: Arc<dyn AppendSink>, outcomes: Vec<(Appended, Taken)> },
    Fence { reply: Reply<Head>, head: Head },
    Plain { reply: Reply<()> },
    Batch { reply: Reply<u64>, last: u64 },
}

/// Whether an outcome depends on this group.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Taken {
    Here,
    Elsewhere,
}

impl Committer {
    pub fn spawn(
        queue: Arc<Queue>,
        writer: LogWriter,
        state: Arc<State>,
        gate: Arc<Gate>,
        pressure: Arc<Pressure>,
    ) -> io::Result<thread::JoinHandle<()>> {
        let (group, carry, refusals) = (Group::default(), Vec::new(), Seldom::new());
        let committer = Self { queue, writer, state, gate, pressure, group, carry, sealed: true, refusals };
        thread::Builder::new().name("store-log".into()).spawn(move || committer.run())
    }

    fn run(mut self) {
        let mut items = Vec::new();
        loop {
            let restless = !self.sealed || !self.carry.is_empty();
            let woken = self.queue.take(&mut items, restless.then_some(LAZY));
            if items.is_empty() && self.carry.is_empty() {
                if !self.sealed && !matches!(woken, Woken::Work) {
                    self.seal();
                }
                if matches!(woken, Woken::Closed) {
                    return;
                }
                continue;
            }
            let stuck = self.pressure.wait(&self.state).err();
            let carried = std::mem::take(&mut self.carry);
            let mut waiting = carried.into_iter().chain(items.drain(..)).peekable();
            while waiting.peek().is_some() {
                if let Err(cause) = self.group(&mut waiting, stuck.as_deref()) {
                    // nothing may land before what is carried over: a mark has to be in the log before its commit
                    waiting.by_ref().for_each(|item| self.refuse(item, &cause));
                }
            }
            if matches!(woken, Woken::Closed) && !self.carry.is_empty() {
                tracing::error!(changes = self.carry.len(), "the disk refused the last changes");
                return;
            }
        }
    }

    /// `Err` when the disk took nothing.
    fn group(&mut self, waiting: &mut dyn Iterator<Item = Item>, stuck: Option<&str>) -> Result<(), String> {
        let begin = match self.writer.begin() {
            Ok(end) => end,
            Err(WriteError::Refused(error)) => return Err(self.refused("no new log segment", &error)),
            Err(WriteError::Fatal(what, error)) => fatal(what, &error),
        };
        self.group.begin(begin);
        let closed = stuck.map(str::to_owned).or_else(|| self.gate.check().err());
        for item in waiting {
            self.item(item, closed.as_deref());
            if self.group.bytes.len() >= GROUP_BYTES {
                break;
            }
        }
        if self.group.bytes.is_empty() {
            self.group.answer();
            return Ok(());
        }
        match self.writer.append(&self.group.bytes, self.group.chain) {
            Ok(end) => {
                self.sealed = false;
                self.taken();
                self.publish(end);
                self.group.answer();
                self.pressure.added(&self.state);
                Ok(())
            }
            Err(WriteError::Refused(error)) => {
                self.carry.append(&mut self.group.answered);
                let cause = self.refused("the log was not written", &error);
                self.group.refuse(&cause);
                Err(cause)
            }
            Err(WriteError::Fatal(what, error)) => fatal(what, &error),
        }
    }

    /// Says why the disk took nothing, and hands that on.
    fn refused(&mut self, what: &str, error: &io::Error) -> String {
        let cause = format!("{what}: {}", trouble::cause(error));
        self.gate.disk.told(Trouble::of(error));
        if let Some(times) = self.refusals.due(Instant::now()) {
            tracing::error!(cause, times, "appends are refused; reads go on");
        }
        cause
    }

    fn taken(&mut self) {
        if self.refusals.over() {
            self.gate.disk.told(None);
            tracing::info!("the disk takes appends again");
        }
    }

    fn item(&mut self, item: Item, closed: Option<&str>) {
        match item {
            Item::Append { commits, sink } => {
                let mut failed: Vec<EntityKey> = Vec::new();
                let mut outcomes = Vec::with_capacity(commits.len());
                for commit in commits {
                    let behind_failed = failed.contains(&commit.entity);
                    let (outcome, taken) = self.commit(&commit, closed, behind_failed);
                    if outcome.is_err() {
                        failed.push(commit.entity);
                    }
                    outcomes.push((Appended { entity: commit.entity, attempt: commit.attempt, outcome }, taken));
                }
                self.group.replies.push(Done::Append { sink, outcomes });
            }
            Item::Fence { entity, epoch, reply } => match self.stand(&entity) {
                Ok(mut stand) => {
                    if stand.head.epoch < epoch {
                        stand.head.epoch = epoch;
                        self.group.push(entry::FENCE, |out| entry::put_fence(out, &entity, epoch));
                        self.group.stands.insert(entity, stand);
                    }
                    self.group.replies.push(Done::Fence { reply, head: stand.head });
                }
                Err(e) => drop(reply.send(Err(e))),
            },
            Item::Change { changes, reply } => {
                for change in &changes {
                    self.group.push(change.kind(), |out| change.put(out));
                }
                if let Some(reply) = reply {
                    self.group.changes.extend(changes);
                    self.group.replies.push(Done::Plain { reply });
                } else {
                    self.group.answered.push(Item::Change { changes, reply: None });
                }
            }
            Item::Batch { stream, records, reply } => self.batch(stream, &records, reply, closed),
            Item::Barrier { reply } => self.group.replies.push(Done::Plain { reply }),
        }
    }

    fn commit(&mut self, commit: &Commit, closed: Option<&str>, behind_failed: bool) -> (Result<(), AppendError>, Taken) {
        if commit.events == 0 || commit.events > COMMIT_EVENTS_MAX || commit.body.len() > COMMIT_MAX || commit.attempt.is_nil() {
            let cause = format!("a commit of {} events, {} bytes is none", commit.events, commit.body.len());
            return (Err(AppendError::Unavailable(cause)), Taken::Elsewhere);
        }
        let stand = match self.stand(&commit.entity) {
            Ok(stand) => stand,
            Err(e) => return (Err(AppendError::Unavailable(e.to_string())), Taken::Elsewhere),
        };
        let next = commit.position + u64::from(commit.events);
        let taken = if self.group.stands.contains_key(&commit.entity) { Taken::Here } else { Taken::Elsewhere };
        if is_again(&stand, commit.attempt, next) {
            return (Ok(()), taken);
        }
        if behind_failed || commit.position != stand.head.next || commit.epoch < stand.head.epoch {
            return (Err(AppendError::Conflict(stand.head)), taken);
        }
        if let Some(cause) = closed {
            return (Err(AppendError::Unavailable(cause.to_owned())), Taken::Elsewhere);
        }
        let nth = stand.commits.wrapping_add(1);
        let at = self.group.push(entry::COMMIT, |out| entry::put_commit(out, commit, stand.last, nth));
        if nth.is_multiple_of(ANCHOR_EVERY) {
            self.group.anchors.push((commit.entity, commit.position, at));
        }
        let head = Head { next, epoch: commit.epoch, attempt: commit.attempt };
        self.group.stands.insert(commit.entity, Stand { head, last: at, commits: nth });
        (Ok(()), Taken::Here)
    }

    fn batch(&mut self, stream: String, records: &[StreamRecord], reply: Reply<u64>, closed: Option<&str>) {
        if let Some(cause) = closed {
            let _ = reply.send(Err(StoreError::Unavailable(cause.to_owned())));
            return;
        }
        let pending = self.group.batches.iter().rev().find(|b| b.stream == stream).map(|b| b.next);
        let first = match pending.map_or_else(|| self.state.stream(&stream).map(|s| *s.borrow()), Ok) {
            Ok(first) => first,
            Err(e) => return drop(reply.send(Err(e))),
        };
        let next = first + records.len() as u64;
        let at = self.group.push(entry::BATCH, |out| entry::put_batch(out, &stream, first, records));
        self.group.batches.push(StoredBatch { stream, first, next, at });
        self.group.replies.push(Done::Batch { reply, last: next - 1 });
    }

    /// Where an entity stands with this group counted.
    fn stand(&self, entity: &EntityKey) -> Result<Stand, StoreError> {
        self.group.stands.get(entity).map_or_else(|| self.state.heads.load(entity), |stand| Ok(*stand))
    }

    fn publish(&mut self, end: End) {
        for (entity, position, at) in self.group.anchors.drain(..) {
            self.state.anchor(&entity, position, at);
        }
        for batch in self.group.batches.drain(..) {
            if let Err(error) = self.state.publish_batch(&batch) {
                tracing::error!(%error, stream = batch.stream, "a stream's head cannot be read");
            }
        }
        for change in self.group.changes.drain(..) {
            if let Err(error) = self.state.apply(&change) {
                tracing::error!(%error, "a change cannot be applied");
            }
        }
        self.state.heads.publish(self.group.stands.drain(), end);
    }

    /// Proves, to the check at the next open, that the last group was on disk.
    fn seal(&mut self) {
        let begin = match self.writer.begin() {
            Ok(end) => end,
            Err(WriteError::Refused(_)) => return,
            Err(WriteError::Fatal(what, error)) => fatal(what, &error),
        };
        self.group.begin(begin);
        self.group.push(entry::SEAL, |_| ());
        match self.writer.append(&self.group.bytes, self.group.chain) {
            Ok(end) => self.publish(end),
            Err(WriteError::Refused(error)) => tracing::warn!(%error, "the log could not be sealed"),
            Err(WriteError::Fatal(what, error)) => fatal(what, &error),
        }
        self.sealed = true;
    }

    fn refuse(&mut self, item: Item, cause: &str) {
        match item {
            Item::Change { reply: None, .. } => self.carry.push(item),
            other => {
                self.group.begin(End { at: 0, chain: 0 });
                self.item(other, Some(cause));
                self.group.refuse(cause);
            }
        }
    }
}

impl Group {
    fn begin(&mut self, end: End) {
        self.bytes.clear();
        self.stands.clear();
        self.anchors.clear();
        self.batches.clear();
        self.changes.clear();
        self.answered.clear();
        self.start = end.at;
        self.chain = end.chain;
    }

    fn push(&mut self, kind: u8, body: impl FnOnce(&mut Vec<u8>)) -> u64 {
        let at = self.start + self.bytes.len() as u64;
        self.chain = record::push(&mut self.bytes, kind, self.chain, at, self.start, body);
        at
    }

    fn answer(&mut self) {
        let mut sinks: Vec<(Arc<dyn AppendSink>, Vec<Appended>)> = Vec::new();
        let mut seen: HashMap<*const (), usize> = HashMap::new();
        for done in self.replies.drain(..) {
            match done {
                Done::Append { sink, outcomes } => {
                    let slot = *seen.entry(Arc::as_ptr(&sink).cast::<()>()).or_insert_with(|| {
                        sinks.push((sink, Vec::new()));
                        sinks.len() - 1
                    });
                    sinks[slot].1.extend(outcomes.into_iter().map(|(appended, _)| appended));
                }
                Done::Fence { reply, head } => drop(reply.send(Ok(head))),
                Done::Plain { reply } => drop(reply.send(Ok(()))),
                Done::Batch { reply, last } => drop(reply.send(Ok(last))),
            }
        }
        for (sink, group) in sinks {
            sink.appended(group);
        }
    }

    /// Nothing of this group is in the log.
    fn refuse(&mut self, cause: &str) {
        let unavailable = || StoreError::Unavailable(cause.to_owned());
        for done in self.replies.drain(..) {
            match done {
                Done::Append { sink, outcomes } => sink.appended(
                    outcomes
                        .into_iter()
                        .map(|(mut appended, taken)| {
                            if taken == Taken::Here {
                                appended.outcome = Err(AppendError::Unavailable(cause.to_owned()));
                            }
                            appended
                        })
                        .collect(),
                ),
                Done::Fence { reply, .. } => drop(reply.send(Err(unavailable()))),
                Done::Plain { reply } => drop(reply.send(Err(unavailable()))),
                Done::Batch { reply, .. } => drop(reply.send(Err(unavailable()))),
            }
        }
    }
}

/// What is on disk is no longer known, and a second sync would lie about it: only a new start finds out.
fn fatal(what: &'static str, error: &io::Error) -> ! {
    tracing::error!(%error, what, "the log's end is not known any more, the process ends");
    eprintln!(
        "lyceum: {what}: {error}: the log's end is not known any more, the process ends. What was answered is in the log: \
         see `dmesg` what is wrong with the disk, then start again"
    );
    std::process::abort();
}
