//! How long a failed actor waits before it is started again.

use std::time::{Duration, Instant};

/// The first pause, doubled each time up to the second.
const PAUSE: Duration = Duration::from_millis(100);
const PAUSE_MAX: Duration = Duration::from_secs(10);
/// Who ran this long without failing has recovered.
const QUIET: Duration = Duration::from_mins(1);

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Backoff {
    last: Option<(Instant, Duration)>,
}

impl Backoff {
    /// The pause of one that failed now.
    pub fn next(&mut self, now: Instant) -> Duration {
        let recent = self.last.filter(|(at, pause)| now.saturating_duration_since(*at) < *pause + QUIET);
        let pause = recent.map_or(PAUSE, |(_, pause)| (pause * 2).min(PAUSE_MAX));
        self.last = Some((now, pause));
        pause
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_their_limit_and_begin_anew_after_a_quiet_time() {
        let mut backoff = Backoff::default();
        let mut now = Instant::now();
        let mut fail_after = |up: Duration| {
            now += up;
            let pause = backoff.next(now);
            now += pause;
            pause.as_millis()
        };
        let pauses: Vec<u128> = (0..9).map(|_| fail_after(Duration::from_secs(1))).collect();
        assert_eq!(pauses, [100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
        assert_eq!(fail_after(QUIET.checked_sub(Duration::from_millis(1)).unwrap()), 10_000);
        assert_eq!(fail_after(QUIET), 100);
        assert_eq!(fail_after(Duration::ZERO), 200);
    }
}
