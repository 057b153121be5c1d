//! Who speaks, from the level each audio packet carries in its header: no audio is decoded.

use std::time::{Duration, Instant};

/// Levels run from -127 (silence) to 0 dB; this much above silence counts as speech.
const SPEECH: f32 = 127.0 - 50.0;
/// Words have pauses: a speaker stays one for this long after the last loud packet.
const HOLD: Duration = Duration::from_millis(700);
/// A source that sends nothing any more is silent.
const STALE: Duration = Duration::from_millis(500);
/// Packets come every 20 ms, so this looks back over a tenth of a second.
const WEIGHT: f32 = 0.2;

#[derive(Debug, Default)]
pub(super) struct Loudness {
    level: f32,
    heard: Option<Instant>,
    spoke: Option<Instant>,
}

impl Loudness {
    /// One packet's level, in dB below the loudest.
    pub(super) fn packet(&mut self, now: Instant, level: Option<i8>) {
        let above_silence = f32::from(level.unwrap_or(-127).clamp(-127, 0)) + 127.0;
        self.level += WEIGHT * (above_silence - self.level);
        self.heard = Some(now);
        if self.level >= SPEECH {
            self.spoke = Some(now);
        }
    }

    pub(super) fn silence(&mut self) {
        self.level = 0.0;
        self.spoke = None;
    }

    /// In dB above silence.
    pub(super) fn level(&self, now: Instant) -> f32 {
        let fresh = self.heard.is_some_and(|heard| now.saturating_duration_since(heard) < STALE);
        if fresh { self.level } else { 0.0 }
    }

    pub(super) fn speaks(&self, now: Instant) -> bool {
        self.spoke.is_some_and(|spoke| now.saturating_duration_since(spoke) < HOLD)
    }

    pub(super) fn spoke(&self) -> Option<Instant> {
        self.spoke
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_between_words_does_not_end_the_speech() {
        let start = Instant::now();
        let mut loudness = Loudness::default();
        for packet in 0..20 {
            loudness.packet(start + Duration::from_millis(packet * 20), Some(-20));
        }
        let end = start + Duration::from_millis(400);
        assert!(loudness.speaks(end));
        for packet in 0..10 {
            loudness.packet(end + Duration::from_millis(packet * 20), Some(-127));
        }
        assert!(loudness.speaks(end + Duration::from_millis(200)));
        assert!(!loudness.speaks(end + Duration::from_secs(2)));
    }

    #[test]
    fn one_loud_packet_is_no_speech() {
        let start = Instant::now();
        let mut loudness = Loudness::default();
        loudness.packet(start, Some(0));
        assert!(!loudness.speaks(start));
    }
}
