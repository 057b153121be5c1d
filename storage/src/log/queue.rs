//! What waits for the committer. Bounded: what does not fit is answered at once.

use std::{sync::Arc, time::Duration};

use parking_lot::{Condvar, Mutex};
use tokio::sync::{Notify, oneshot};

use super::entry::Change;
use crate::{AppendSink, Commit, EntityKey, Head, StoreError, streams::StreamRecord};

/// Most bytes that wait; keeps a slow disk from filling the memory.
pub const QUEUE_BYTES_MAX: usize = 64 * 1024 * 1024;

pub type Reply<T> = oneshot::Sender<Result<T, StoreError>>;

/// One thing to be written. Those without a reply wait for the next group that has one, or a moment of quiet.
pub enum Item {
    Append {
        commits: Vec<Commit>,
        sink: Arc<dyn AppendSink>,
    },
    Fence {
        entity: EntityKey,
        epoch: u64,
        reply: Reply<Head>,
    },
    Change {
        changes: Vec<Change>,
        reply: Option<Reply<()>>,
    },
    Batch {
        stream: String,
        records: Vec<StreamRecord>,
        reply: Reply<u64>,
    },
    /// Answered when everything before it is durable.
    Barrier {
        reply: Reply<()>,
    },
}

impl Item {
    fn weight(&self) -> (usize, usize) {
        match self {
            Self::Append { commits, .. } => (commits.len(), commits.iter().map(|c| c.body.len() + 160).sum()),
            Self::Change { changes, .. } => (changes.len(), changes.iter().map(Change::size).sum()),
            Self::Batch { records, .. } => (records.len(), records.iter().map(|r| r.body.len() + 96).sum()),
            Self::Fence { .. } | Self::Barrier { .. } => (1, 96),
        }
    }

    fn can_wait(&self) -> bool {
        matches!(self, Self::Change { reply: None, .. })
    }
}

pub struct Queue {
    state: Mutex<State>,
    ready: Condvar,
    room: Notify,
    items_max: usize,
}

#[derive(Default)]
struct State {
    items: Vec<Item>,
    count: usize,
    bytes: usize,
    urgent: bool,
    closed: bool,
}

/// What the committer was woken for.
pub enum Woken {
    Work,
    /// Nothing urgent came for a while.
    Quiet,
    Closed,
}

impl Queue {
    pub fn new(items_max: usize) -> Self {
        Self { state: Mutex::default(), ready: Condvar::new(), room: Notify::new(), items_max }
    }

    /// Hands `item` back when there is no room for it, or nobody to take it.
    pub fn push(&self, item: Item) -> Result<(), Item> {
        let (count, bytes) = item.weight();
        let mut state = self.state.lock();
        let full = state.count > 0 && (state.count + count > self.items_max || state.bytes + bytes > QUEUE_BYTES_MAX);
        if state.closed || (full && !matches!(item, Item::Barrier { .. })) {
            return Err(item);
        }
        state.count += count;
        state.bytes += bytes;
        let urgent = !item.can_wait() || state.count * 2 > self.items_max;
        state.items.push(item);
        if (urgent && !state.urgent) || state.items.len() == 1 {
            state.urgent |= urgent;
            self.ready.notify_one();
        }
        Ok(())
    }

    /// Moves all that waits to `items` (empty before); waits at most `quiet` for something urgent.
    pub fn take(&self, items: &mut Vec<Item>, quiet: Option<Duration>) -> Woken {
        let mut state = self.state.lock();
        let mut woken = Woken::Work;
        while !state.urgent {
            if state.closed {
                woken = Woken::Closed;
                break;
            }
            match quiet {
                None if state.items.is_empty() => self.ready.wait(&mut state),
                _ => {
                    if self.ready.wait_for(&mut state, quiet.unwrap_or(LAZY)).timed_out() && !state.urgent {
                        woken = Woken::Quiet;
                        break;
                    }
                }
            }
        }
        std::mem::swap(&mut state.items, items);
        state.count = 0;
        state.bytes = 0;
        state.urgent = false;
        self.room.notify_waiters();
        woken
    }

    /// Changes and bytes that wait, and how many may.
    pub fn filled(&self) -> [(usize, usize); 2] {
        let state = self.state.lock();
        [(state.count, self.items_max), (state.bytes, QUEUE_BYTES_MAX)]
    }

    /// Waits for room; `Err` when nobody takes any more.
    pub async fn push_waiting(&self, mut item: Item) -> Result<(), StoreError> {
        loop {
            let room = self.room.notified();
            tokio::pin!(room);
            room.as_mut().enable();
            match self.push(item) {
                Ok(()) => return Ok(()),
                Err(_) if self.state.lock().closed => return Err(StoreError::Unavailable("the store is closed".into())),
                Err(back) => item = back,
            }
            room.await;
        }
    }

    pub fn is_closed(&self) -> bool {
        self.state.lock().closed
    }

    /// No more is taken; what waits is still written.
    pub fn close(&self) {
        self.state.lock().closed = true;
        self.ready.notify_one();
        self.room.notify_waiters();
    }
}

/// How long a change without a reply waits for company.
pub const LAZY: Duration = Duration::from_millis(100);
