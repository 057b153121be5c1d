//! What lasts is said at first, then once a minute with how often it was: it does not fill the log.

use std::time::{Duration, Instant};

/// The same is said again after so long.
const EVERY: Duration = Duration::from_mins(1);

#[derive(Debug, Default)]
pub struct Seldom {
    said: Option<Instant>,
    /// How often since then.
    times: u64,
}

impl Seldom {
    /// New, in a place that lives as long as the program.
    pub const fn new() -> Self {
        Self { said: None, times: 0 }
    }

    /// It happened: how many times are to be told of now.
    pub fn due(&mut self, now: Instant) -> Option<u64> {
        self.times += 1;
        if self.said.is_some_and(|said| now < said + EVERY) {
            return None;
        }
        self.said = Some(now);
        Some(std::mem::take(&mut self.times))
    }

    /// It is over; whether it was.
    pub fn over(&mut self) -> bool {
        std::mem::take(self).said.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_said_at_once_and_the_others_by_their_number_once_a_minute() {
        let (mut seldom, began) = (Seldom::new(), Instant::now());
        let mut tell = |secs| seldom.due(began + Duration::from_secs(secs));
        assert_eq!([0, 1, 30, 59].map(&mut tell), [Some(1), None, None, None]);
        assert_eq!([60, 61].map(&mut tell), [Some(4), None]);
        assert!(seldom.over() && !seldom.over());
        assert_eq!(seldom.due(began + Duration::from_secs(62)), Some(1), "it is said anew");
    }
}
