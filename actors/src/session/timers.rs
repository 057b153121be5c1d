//! A socket's deadlines as plain numbers, so that one task looks after thousands of sockets and an idle one costs no timer.

use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

use tokio::time::Instant;

use crate::frames::Close;

/// The first frame must come within this time.
pub const HELLO_MAX: Duration = Duration::from_secs(10);
/// A socket that says nothing for so long is dead: a changed address leaves it open and dumb.
pub const SILENCE_MAX: Duration = Duration::from_secs(15);
/// What a client is told to keep: three missed pings end the session.
pub const HEARTBEAT: Duration = Duration::from_secs(5);
/// A session that has nothing to do for so long gives its actor back.
pub const PARK_AFTER: Duration = Duration::from_secs(10);

const NEVER: u64 = u64::MAX;

/// In ms since the socket was opened.
#[derive(Debug)]
pub struct Timers {
    opened: Instant,
    heard: AtomicU64,
    worked: AtomicU64,
    /// [`NEVER`] until the hello was good.
    expires: AtomicU64,
}

impl Timers {
    pub fn new(now: Instant) -> Self {
        Self { opened: now, heard: AtomicU64::new(0), worked: AtomicU64::new(0), expires: AtomicU64::new(NEVER) }
    }

    pub fn heard(&self, now: Instant) {
        self.heard.store(self.ms(now), Relaxed);
    }

    pub fn worked(&self, now: Instant) {
        self.worked.store(self.ms(now), Relaxed);
    }

    /// The token is good for `left` from now on.
    pub fn welcomed(&self, now: Instant, left: Duration) {
        self.expires.store(self.ms(now + left), Relaxed);
    }

    pub fn is_welcomed(&self) -> bool {
        self.expires.load(Relaxed) != NEVER
    }

    pub fn is_idle(&self, now: Instant) -> bool {
        self.ms(now) >= self.worked.load(Relaxed) + ms(PARK_AFTER)
    }

    /// Since the client's last frame.
    pub fn silence(&self, now: Instant) -> Duration {
        Duration::from_millis(self.ms(now).saturating_sub(self.heard.load(Relaxed)))
    }

    /// Why the socket must be closed now, if it must.
    pub fn overdue(&self, now: Instant) -> Option<Close> {
        let now = self.ms(now);
        let expires = self.expires.load(Relaxed);
        if expires == NEVER {
            return (now >= ms(HELLO_MAX)).then_some(Close::Late);
        }
        if now >= expires {
            return Some(Close::SignIn);
        }
        (now >= self.heard.load(Relaxed) + ms(SILENCE_MAX)).then_some(Close::Late)
    }

    fn ms(&self, now: Instant) -> u64 {
        ms(now.saturating_duration_since(self.opened))
    }
}

fn ms(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(NEVER - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_socket_without_a_hello_is_late_after_ten_seconds() {
        let now = Instant::now();
        let timers = Timers::new(now);
        timers.heard(now + 9 * SECOND);
        assert_eq!(timers.overdue(now + 9 * SECOND), None);
        assert_eq!(timers.overdue(now + 10 * SECOND), Some(Close::Late));
    }

    #[test]
    fn a_welcomed_socket_is_late_after_fifteen_silent_seconds() {
        let now = Instant::now();
        let timers = Timers::new(now);
        timers.welcomed(now, 300 * SECOND);
        timers.heard(now + 5 * SECOND);
        assert_eq!(timers.overdue(now + 19 * SECOND), None);
        assert_eq!(timers.overdue(now + 20 * SECOND), Some(Close::Late));
    }

    #[test]
    fn an_expired_token_ends_the_session_unless_renewed() {
        let now = Instant::now();
        let timers = Timers::new(now);
        timers.welcomed(now, 10 * SECOND);
        timers.heard(now + 9 * SECOND);
        assert_eq!(timers.overdue(now + 10 * SECOND), Some(Close::SignIn));
        timers.welcomed(now + 9 * SECOND, 10 * SECOND);
        assert_eq!(timers.overdue(now + 10 * SECOND), None);
    }
}
