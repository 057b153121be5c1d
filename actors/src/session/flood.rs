//! How many frames a client may send: a bucket that fills by time.

use tokio::time::Instant;

/// Frames that may come at once.
pub const BURST: u32 = 200;
/// Frames a second in the long run.
pub const PER_SECOND: u32 = 50;

#[derive(Debug)]
pub struct Flood {
    left: f64,
    since: Instant,
}

impl Flood {
    pub fn new(now: Instant) -> Self {
        Self { left: f64::from(BURST), since: now }
    }

    /// False when so many frames are too many.
    pub fn take(&mut self, frames: u32, now: Instant) -> bool {
        let filled = now.duration_since(self.since).as_secs_f64() * f64::from(PER_SECOND);
        self.left = (self.left + filled).min(f64::from(BURST)) - f64::from(frames);
        self.since = now;
        self.left >= 0.0
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_burst_is_taken_and_one_more_is_not() {
        let now = Instant::now();
        let mut flood = Flood::new(now);
        assert!((0..BURST).all(|_| flood.take(1, now)));
        assert!(!flood.take(1, now));
        assert!(!Flood::new(now).take(BURST + 1, now));
    }

    #[test]
    fn a_steady_client_is_never_stopped() {
        let mut now = Instant::now();
        let mut flood = Flood::new(now);
        for _ in 0..10_000 {
            now += Duration::from_millis(21);
            assert!(flood.take(1, now));
        }
    }
}
