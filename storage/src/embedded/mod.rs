//! The embedded backend: one process, one folder. The log is the truth, the index beside it is made from it.

pub mod backup;
pub mod blobs;
pub mod files;
pub mod hold;
pub mod journal;
pub mod keys;
pub mod lock;
mod opening;
pub mod placement;
mod queues;
pub mod reached;
pub mod start;
pub mod streams;
pub mod trial;
pub mod views;
pub mod wrap;

use std::{
    fs::File,
    path::PathBuf,
    sync::Arc,
    thread::{self, JoinHandle},
};

use parking_lot::Mutex;
use tokio::sync::oneshot;

use crate::{
    Closing, Disk, StoreError,
    index::{pressure::Pressure, state::State},
    log::{
        entry::Change,
        gate::Gate,
        queue::{Item, Queue, Reply},
        reader::LogReader,
    },
};

/// Why the log takes nothing.
const FULL: &str = "the log's queue is full: try again in a moment";
const CLOSED: &str = "the log is closed: the store is being shut";

pub struct Embedded {
    dir: PathBuf,
    state: Arc<State>,
    queue: Arc<Queue>,
    pressure: Arc<Pressure>,
    gate: Arc<Gate>,
    reader: Arc<LogReader>,
    keyring: keys::Keyring,
    /// There were commits when it was opened.
    begun: bool,
    holds: hold::Holds,
    /// Serializes read-then-write of notes (map, consumers' offsets, reminders).
    notes: tokio::sync::Mutex<()>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    /// Held as long as the store is open.
    _lock: File,
}

impl Embedded {
    pub fn disk(&self) -> Arc<Disk> {
        self.gate.disk.clone()
    }

    /// A change that is answered when it is durable.
    async fn durably(&self, change: Change) -> Result<(), StoreError> {
        self.ask(|reply| Item::Change { changes: vec![change], reply: Some(reply) }).await
    }

    /// A change that is visible at once and durable with the next group: before any commit that is submitted later.
    async fn lazily(&self, changes: Vec<Change>) -> Result<(), StoreError> {
        let bytes: usize = changes.iter().map(Change::size).sum();
        self.gate.follow_up(bytes as u64).map_err(StoreError::Unavailable)?;
        self.pressure.wait_async(&self.state).await.map_err(StoreError::Unavailable)?;
        for change in &changes {
            self.state.apply(change)?;
        }
        self.pressure.added(&self.state);
        self.queue.push_waiting(Item::Change { changes, reply: None }).await
    }

    /// What the index says cannot be read.
    fn damaged(&self, what: &str) -> StoreError {
        self.state.behind.index.damaged(what)
    }

    async fn ask<T>(&self, item: impl FnOnce(Reply<T>) -> Item) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        if self.queue.push(item(reply)).is_err() {
            let closed = self.queue.is_closed();
            return Err(if closed { StoreError::Unavailable(CLOSED.into()) } else { StoreError::Busy(FULL.into()) });
        }
        answer.await.unwrap_or_else(|_| Err(StoreError::Unavailable(CLOSED.into())))
    }
}

impl Closing for Embedded {
    fn close(&self) {
        let mut threads = self.threads.lock().drain(..).collect::<Vec<_>>().into_iter();
        self.queue.close();
        join(threads.next());
        self.pressure.close();
        threads.for_each(|t| join(Some(t)));
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        self.close();
    }
}

/// Waits for a thread, unless it is this one: the last handle may be dropped by a sink that the committer calls.
fn join(handle: Option<JoinHandle<()>>) {
    if let Some(handle) = handle
        && handle.thread().id() != thread::current().id()
        && handle.join().is_err()
    {
        tracing::error!("a thread of the store panicked");
    }
}
