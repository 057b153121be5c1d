use std::time::{Duration, Instant};

/// A picture costs many times its neighbours, so a publisher is asked at most this often.
pub(super) const PAUSE: Duration = Duration::from_millis(500);

/// Throttles keyframe requests without losing one: the first goes at once, those within the pause
/// become one at its end, and while somebody waits for a keyframe it is asked for again and again.
/// (Dropping those within the pause leaves a late joiner black for ever when the answer to the
/// first was lost: it receives nothing, so it never asks.)
#[derive(Debug, Default)]
pub(super) struct Gate {
    asked: Option<Instant>,
    wanted: bool,
}

impl Gate {
    pub(super) fn want(&mut self) {
        self.wanted = true;
    }

    /// A keyframe came: whoever asked before it is served.
    pub(super) fn arrived(&mut self) {
        self.wanted = false;
    }

    /// When [`Gate::ask`] will next say yes.
    pub(super) fn due(&self, waiting: bool) -> Option<Instant> {
        (self.wanted || waiting).then_some(self.asked.map(|asked| asked + PAUSE)).flatten()
    }

    /// Whether to ask the publisher now; the caller then does.
    pub(super) fn ask(&mut self, now: Instant, waiting: bool) -> bool {
        let free = self.asked.is_none_or(|asked| now >= asked + PAUSE);
        if !free || !(self.wanted || waiting) {
            return false;
        }
        self.asked = Some(now);
        self.wanted = false;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_goes_at_once_and_the_last_of_a_pause_at_its_end() {
        let start = Instant::now();
        let mut gate = Gate::default();
        gate.want();
        assert!(gate.ask(start, false));
        gate.want();
        gate.want();
        assert!(!gate.ask(start + PAUSE / 2, false));
        assert_eq!(gate.due(false), Some(start + PAUSE));
        assert!(gate.ask(start + PAUSE, false));
        assert!(!gate.ask(start + PAUSE * 3, false), "nobody wants another");
    }

    #[test]
    fn it_repeats_while_somebody_waits() {
        let start = Instant::now();
        let mut gate = Gate::default();
        assert!(gate.ask(start, true));
        assert!(!gate.ask(start + PAUSE / 2, true));
        assert!(gate.ask(start + PAUSE, true));
        assert!(gate.ask(start + PAUSE * 2, true));
    }

    #[test]
    fn a_keyframe_serves_those_who_asked_before_it() {
        let start = Instant::now();
        let mut gate = Gate::default();
        gate.want();
        assert!(gate.ask(start, false));
        gate.want();
        gate.arrived();
        assert!(!gate.ask(start + PAUSE, false));
    }
}
