//! Numbers of a stream that were never sent: what its sender lost on the way to us every receiver misses, and reports as lost.

/// Reports looked back: a receiver's speaks of some seconds ago.
const REPORTS: usize = 8;

#[derive(Debug, Default)]
pub(super) struct Holes {
    sent: u64,
    furthest: u64,
    /// Both at the last report.
    reported: Option<(u64, u64)>,
    recent: [f32; REPORTS],
    next: usize,
}

impl Holes {
    pub(super) fn sent(&mut self, number: u64) {
        self.reported.get_or_insert((self.sent, number.saturating_sub(1)));
        self.sent += 1;
        self.furthest = self.furthest.max(number);
    }

    /// At a receiver's report: the greatest share of late that nobody could have received.
    pub(super) fn share(&mut self) -> f32 {
        if let Some((sent, furthest)) = self.reported
            && self.furthest > furthest
        {
            let (numbers, sent) = (self.furthest - furthest, self.sent - sent);
            #[expect(clippy::cast_precision_loss, reason = "packets of a few seconds")]
            let share = 1.0 - (sent as f32 / numbers as f32).min(1.0);
            self.recent[self.next] = share;
            self.next = (self.next + 1) % REPORTS;
            self.reported = Some((self.sent, self.furthest));
        }
        self.recent.iter().copied().fold(0.0, f32::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_never_sent_is_told_for_some_reports_and_forgotten() {
        let mut holes = Holes::default();
        (100..200).for_each(|number| holes.sent(number));
        assert!(holes.share() < f32::EPSILON);
        // every fourth is lost, one of them comes late
        (200..300).filter(|number| number % 4 != 0).chain([296]).for_each(|number| holes.sent(number));
        assert!((holes.share() - 0.24).abs() < 0.001);
        for report in 0..REPORTS as u64 {
            assert!(holes.share() > 0.2, "{report}");
            let from = 300 + 100 * report;
            (from..from + 100).for_each(|number| holes.sent(number));
        }
        assert!(holes.share() < f32::EPSILON);
    }
}
