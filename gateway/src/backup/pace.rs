//! Reads no faster than it may: commits share the disk.

use std::{
    io::{self, Read},
    num::NonZeroU64,
    thread,
    time::{Duration, Instant},
};

pub struct Pace {
    began: Instant,
    bytes: u64,
    per_second: Option<NonZeroU64>,
}

impl Pace {
    pub fn new(per_second: Option<NonZeroU64>) -> Self {
        Self { began: Instant::now(), bytes: 0, per_second }
    }

    pub fn read<'a>(&'a mut self, from: &'a mut dyn Read) -> Paced<'a> {
        Paced { pace: self, from }
    }

    /// How long to wait before more is read.
    fn owed(&self, elapsed: Duration) -> Duration {
        let Some(per_second) = self.per_second else { return Duration::ZERO };
        let due = Duration::from_millis(self.bytes.saturating_mul(1000) / per_second);
        due.saturating_sub(elapsed)
    }
}

pub struct Paced<'a> {
    pace: &'a mut Pace,
    from: &'a mut dyn Read,
}

impl Read for Paced<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let owed = self.pace.owed(self.pace.began.elapsed());
        if owed > Duration::from_millis(5) {
            thread::sleep(owed);
        }
        let got = self.from.read(bytes)?;
        self.pace.bytes += got as u64;
        Ok(got)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_too_early_is_waited_for() {
        let mut pace = Pace::new(NonZeroU64::new(1000));
        pace.bytes = 2500;
        assert_eq!(pace.owed(Duration::from_secs(1)), Duration::from_millis(1500));
        assert_eq!(pace.owed(Duration::from_secs(3)), Duration::ZERO);
        assert_eq!(Pace::new(None).owed(Duration::ZERO), Duration::ZERO);
    }
}
