//! Which times may be offered, and until when an offer stands.

use super::Rejection;
use crate::core::{Duration, Span, Timestamp};

pub const TIMES_MAX: usize = 5;
pub const LENGTH_MIN: Duration = Duration::from_mins(15);
pub const LENGTH_MAX: Duration = Duration::from_hours(4);
pub const AHEAD_MAX: Duration = Duration::from_days(90);
/// Unanswered for so long, a request expires; sooner when its last time begins.
pub const OPEN_TIME: Duration = Duration::from_days(7);

/// The times in order, each once.
pub(super) fn checked(mut times: Vec<Span>, now: Timestamp) -> Result<Vec<Span>, Rejection> {
    times.sort();
    times.dedup();
    if !(1..=TIMES_MAX).contains(&times.len()) {
        return Err(Rejection::Times);
    }
    for time in &times {
        if !(LENGTH_MIN..=LENGTH_MAX).contains(&time.length()) || time.start > now + AHEAD_MAX {
            return Err(Rejection::Times);
        }
        if time.start <= now {
            return Err(Rejection::Passed);
        }
    }
    Ok(times)
}

pub(super) fn expiry(times: &[Span], now: Timestamp) -> Timestamp {
    let last = times.iter().map(|time| time.start).max().unwrap_or(now);
    last.min(now + OPEN_TIME)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::testing::NOW;

    fn hours(from: i64, to: i64) -> Span {
        Span { start: NOW + Duration::from_hours(from), end: NOW + Duration::from_hours(to) }
    }

    #[test]
    fn times_come_in_order_and_once() {
        let times = checked(vec![hours(5, 6), hours(2, 3), hours(5, 6)], NOW);
        assert_eq!(times, Ok(vec![hours(2, 3), hours(5, 6)]));
    }

    #[test]
    fn impossible_times_are_refused() {
        for bad in [vec![], vec![hours(3, 2)], vec![hours(1, 6)], vec![hours(24 * 91, 24 * 91 + 1)]] {
            assert_eq!(checked(bad, NOW), Err(Rejection::Times));
        }
        let six = (1..=6).map(|n| hours(n, n + 1)).collect();
        assert_eq!(checked(six, NOW), Err(Rejection::Times));
        assert_eq!(checked(vec![hours(-1, 1)], NOW), Err(Rejection::Passed));
    }

    #[test]
    fn an_offer_stands_for_a_week_and_not_past_its_last_time() {
        assert_eq!(expiry(&[hours(2, 3), hours(5, 6)], NOW), NOW + Duration::from_hours(5));
        assert_eq!(expiry(&[hours(24 * 30, 24 * 30 + 1)], NOW), NOW + OPEN_TIME);
    }
}
