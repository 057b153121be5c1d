//! Wakes the writer behind, and holds others back while it is behind too far.

use std::time::Duration;

use parking_lot::{Condvar, Mutex};
use tokio::sync::Notify;

use super::state::State;

/// The writer starts early when this much waits.
const SOFT_BYTES: usize = 16 * 1024 * 1024;
const SOFT_HEADS: usize = 64 * 1024;
/// Nobody adds more when this much waits.
const HARD_BYTES: usize = 64 * 1024 * 1024;
const HARD_HEADS: usize = 512 * 1024;

#[derive(Default)]
pub struct Pressure {
    state: Mutex<Flags>,
    wake: Condvar,
    room: Condvar,
    async_room: Notify,
}

#[derive(Default)]
struct Flags {
    wanted: bool,
    closed: bool,
    stuck: Option<String>,
    /// The writer waits for the committer, which then must not wait for the writer.
    barrier: bool,
}

impl Pressure {
    /// Called by who adds: wakes the writer when there is enough to write.
    pub fn added(&self, state: &State) {
        if Self::over(state, SOFT_BYTES, SOFT_HEADS) {
            let mut flags = self.state.lock();
            if !flags.wanted {
                flags.wanted = true;
                self.wake.notify_one();
            }
        }
    }

    fn over(state: &State, bytes: usize, heads: usize) -> bool {
        state.behind.overlay.bytes() > bytes || state.heads.dirty() > heads
    }

    /// Bytes and heads that wait for the writer, and how many may.
    pub fn filled(state: &State) -> [(usize, usize); 2] {
        [(state.behind.overlay.bytes(), HARD_BYTES), (state.heads.dirty(), HARD_HEADS)]
    }

    /// Blocks the committer while too much waits; `Err` when the writer cannot go on.
    pub fn wait(&self, state: &State) -> Result<(), String> {
        if !Self::over(state, HARD_BYTES, HARD_HEADS) {
            return Ok(());
        }
        let mut flags = self.state.lock();
        while Self::over(state, HARD_BYTES, HARD_HEADS) && !flags.barrier {
            if let Some(cause) = &flags.stuck {
                return Err(cause.clone());
            }
            self.room.wait(&mut flags);
        }
        Ok(())
    }

    /// The same for those that may not block.
    pub async fn wait_async(&self, state: &State) -> Result<(), String> {
        while Self::over(state, HARD_BYTES, HARD_HEADS) {
            let notified = self.async_room.notified();
            tokio::pin!(notified);
            notified.as_mut().enable();
            if let Some(cause) = &self.state.lock().stuck {
                return Err(cause.clone());
            }
            if Self::over(state, HARD_BYTES, HARD_HEADS) {
                notified.await;
            }
        }
        Ok(())
    }

    /// The writer waits here; `false` when it should end.
    pub fn next(&self, every: Duration) -> bool {
        let mut flags = self.state.lock();
        if !flags.wanted && !flags.closed {
            self.wake.wait_for(&mut flags, every);
        }
        flags.wanted = false;
        !flags.closed
    }

    /// Says whether the writer waits for the committer.
    pub fn barrier(&self, waits: bool) {
        self.state.lock().barrier = waits;
        self.room.notify_all();
    }

    pub fn finished(&self, result: Result<(), String>) {
        let mut flags = self.state.lock();
        flags.stuck = result.err();
        self.room.notify_all();
        self.async_room.notify_waiters();
    }

    pub fn close(&self) {
        self.state.lock().closed = true;
        self.wake.notify_one();
    }
}
