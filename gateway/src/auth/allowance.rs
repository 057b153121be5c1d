//! What a client may know about a limit; each answer tells it.

use std::{sync::Arc, time::Duration};

use http::{HeaderMap, HeaderValue};
use parking_lot::Mutex;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    pub limit: u32,
    pub remaining: u32,
    /// Until all of it is there again; where nothing remains, until something is.
    pub reset: Duration,
}

impl Allowance {
    pub const LIMIT: &'static str = "ratelimit-limit";
    pub const REMAINING: &'static str = "ratelimit-remaining";
    pub const RESET: &'static str = "ratelimit-reset";

    /// What is used up first.
    #[must_use]
    pub fn tighter(self, other: Self) -> Self {
        if other.remaining < self.remaining { other } else { self }
    }

    pub fn tell(&self, headers: &mut HeaderMap) {
        headers.insert(Self::LIMIT, HeaderValue::from(self.limit));
        headers.insert(Self::REMAINING, HeaderValue::from(self.remaining));
        headers.insert(Self::RESET, HeaderValue::from(whole_seconds(self.reset)));
    }
}

/// No sooner than `time`.
pub fn whole_seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

/// The limit that a request met, on its way from the operation to the answer.
#[derive(Clone, Debug, Default)]
pub struct Met(Arc<Mutex<Option<Allowance>>>);

impl Met {
    pub fn note(&self, allowance: impl Into<Option<Allowance>>) {
        let Some(allowance) = allowance.into() else { return };
        let mut met = self.0.lock();
        *met = Some(met.map_or(allowance, |before| before.tighter(allowance)));
    }

    pub fn get(&self) -> Option<Allowance> {
        *self.0.lock()
    }
}
