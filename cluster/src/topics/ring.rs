//! The last frames of a topic without positions of its own, so that a short absence misses nothing.

use std::{
    collections::VecDeque,
    sync::atomic::{AtomicU64, Ordering},
};

use super::{Frame, Place, Resumed};

/// Frames kept.
const FRAMES_MAX: usize = 256;
/// Bytes kept.
const BYTES_MAX: usize = 256 * 1024;
/// Epochs travel in JSON: whole numbers below 2⁵³.
const EPOCH_MASK: u64 = (1 << 53) - 1;

static TOUCHES: AtomicU64 = AtomicU64::new(0);

pub(super) struct Ring {
    epoch: u64,
    head: u64,
    frames: VecDeque<(u64, Frame)>,
    bytes: usize,
    touched: u64,
}

impl Ring {
    pub fn new() -> Self {
        Self { epoch: rand::random::<u64>() & EPOCH_MASK, head: 0, frames: VecDeque::new(), bytes: 0, touched: touch() }
    }

    /// Grows with each use of any ring: what is smallest has been silent longest.
    pub fn touched(&self) -> u64 {
        self.touched
    }

    pub fn next(&self) -> Place {
        Place { epoch: self.epoch, previous: self.head, position: self.head + 1 }
    }

    pub fn push(&mut self, frame: Frame) {
        self.head += 1;
        self.touched = touch();
        self.bytes += frame.len();
        self.frames.push_back((self.head, frame));
        while self.frames.len() > FRAMES_MAX || (self.bytes > BYTES_MAX && self.frames.len() > 1) {
            if let Some((_, old)) = self.frames.pop_front() {
                self.bytes -= old.len();
            }
        }
    }

    pub fn resume(&self, from: Option<(u64, u64)>) -> Resumed {
        let place = Place { epoch: self.epoch, previous: self.head.saturating_sub(1), position: self.head };
        let Some((epoch, position)) = from else { return Resumed::Frames { place, frames: Vec::new() } };
        let kept = self.frames.front().map_or(self.head, |(first, _)| first - 1);
        if epoch != self.epoch || position < kept || position > self.head {
            return Resumed::Gap { place };
        }
        let frames = self.frames.iter().filter(|(at, _)| *at > position).cloned().collect();
        Resumed::Frames { place, frames }
    }
}

fn touch() -> u64 {
    TOUCHES.fetch_add(1, Ordering::Relaxed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_absence_misses_nothing_and_a_long_one_is_told() {
        let mut ring = Ring::new();
        let epoch = ring.epoch;
        for n in 0..300_u32 {
            ring.push(n.to_string().into());
        }
        let Resumed::Frames { frames, place } = ring.resume(Some((epoch, 298))) else { panic!("the ring reaches back") };
        assert_eq!(frames.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [299, 300]);
        assert_eq!(place.position, 300);
        assert!(matches!(ring.resume(Some((epoch, 43))), Resumed::Gap { .. }));
        assert!(matches!(ring.resume(Some((epoch, 44))), Resumed::Frames { .. }));
        assert!(matches!(ring.resume(Some((epoch ^ 1, 299))), Resumed::Gap { .. }), "another ring");
        assert!(matches!(ring.resume(Some((epoch, 301))), Resumed::Gap { .. }), "from the future");
    }

    #[test]
    fn large_frames_are_bounded_by_bytes() {
        let mut ring = Ring::new();
        for _ in 0..10 {
            ring.push(vec![0; 100_000].into());
        }
        assert!(ring.bytes <= BYTES_MAX);
        assert_eq!(ring.frames.len(), 2);
    }
}
