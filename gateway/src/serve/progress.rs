//! Whether a peer still takes what was written to it.

use std::time::Duration;

use tokio::time::Instant;

/// Between two looks.
pub const TICK: Duration = Duration::from_millis(500);

#[derive(Debug)]
pub struct Progress {
    unsent: usize,
    since: Instant,
}

impl Progress {
    pub fn from(unsent: usize) -> Self {
        Self { unsent, since: Instant::now() }
    }

    /// For how long it has stood still, now that so much waits.
    pub fn stands_still(&mut self, unsent: usize) -> Duration {
        if unsent != self.unsent {
            *self = Self::from(unsent);
        }
        self.since.elapsed()
    }
}
