//! Makes the packets of one source after another look like one stream. A slot's receiver sees one
//! SSRC for the whole call, so sequence numbers, timestamps and VP8 picture ids go on from where
//! the last source left off.

use std::time::Instant;

use str0m::rtp::{Vp8Descriptor, Vp8Patch};

/// SRTP's rollover counter is not signalled: a stream begins below 65,536, and not at the very edge, so that
/// a packet that overtook the first is no surprise.
const SEQUENCE_FIRST: u64 = 1_000;
const PICTURE_MASK: u16 = 0x7fff;
/// A source that leaves out more numbers than a second's packets was away, or plays with its viewers: what one of them misses of
/// such jumps must stay far below the 32,768 from which its SRTP would take the slot's stream for another round, for ever.
const JUMP_MAX: u64 = 500;

/// What a packet carries that depends on its stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numbers {
    pub sequence: u64,
    pub time: u32,
    pub picture: Option<u16>,
    pub layer_zero: Option<u8>,
}

/// From the source's numbers to the slot's, by difference.
#[derive(Clone, Copy, Debug)]
struct Mapping {
    first: u64,
    sequence: u64,
    time: u32,
    picture: u16,
    layer_zero: u8,
}

#[derive(Debug)]
pub(super) struct Rewriter {
    clock: u32,
    mapping: Option<Mapping>,
    last: Option<(Numbers, Instant)>,
}

impl Rewriter {
    /// `clock`: timestamp units a second.
    pub(super) fn new(clock: u32) -> Self {
        Self { clock, mapping: None, last: None }
    }

    /// The next packet is of another source, or of the same one after a pause.
    pub(super) fn interrupt(&mut self) {
        self.mapping = None;
    }

    pub(super) fn is_interrupted(&self) -> bool {
        self.mapping.is_none()
    }

    /// Whether the source left out so much that it has to go on like a new one.
    pub(super) fn jumps(&self, sequence: u64) -> bool {
        let expected = self.mapping.zip(self.last).map(|(mapping, (last, _))| last.sequence.wrapping_sub(mapping.sequence));
        expected.is_some_and(|expected| sequence > expected.saturating_add(JUMP_MAX))
    }

    /// The packet's numbers in the slot's stream; none for one from before the source took the slot.
    pub(super) fn rewrite(&mut self, now: Instant, from: Numbers) -> Option<Numbers> {
        let mapping = match self.mapping {
            Some(mapping) => mapping,
            None => *self.mapping.insert(self.continued(now, from)),
        };
        if from.sequence < mapping.first {
            return None;
        }
        let to = Numbers {
            sequence: from.sequence.wrapping_add(mapping.sequence),
            time: from.time.wrapping_add(mapping.time),
            picture: from.picture.map(|picture| picture.wrapping_add(mapping.picture) & PICTURE_MASK),
            layer_zero: from.layer_zero.map(|index| index.wrapping_add(mapping.layer_zero)),
        };
        match &mut self.last {
            Some((last, _)) if last.sequence > to.sequence => {}
            Some((last, at)) => {
                let (picture, layer_zero) = (to.picture.or(last.picture), to.layer_zero.or(last.layer_zero));
                *last = Numbers { picture, layer_zero, ..to };
                *at = now;
            }
            None => self.last = Some((to, now)),
        }
        Some(to)
    }

    /// The mapping under which `from` directly follows what was sent last.
    fn continued(&self, now: Instant, from: Numbers) -> Mapping {
        let (sequence, time, picture, layer_zero) = match self.last {
            None => (SEQUENCE_FIRST, from.time, from.picture, from.layer_zero),
            Some((last, at)) => {
                let passed = now.saturating_duration_since(at).as_millis() * u128::from(self.clock) / 1_000;
                let step = u32::try_from(passed).unwrap_or(u32::MAX / 2).max(1);
                let picture = last.picture.map(|picture| picture.wrapping_add(1));
                let layer_zero = last.layer_zero.map(|index| index.wrapping_add(1));
                (last.sequence + 1, last.time.wrapping_add(step), picture, layer_zero)
            }
        };
        Mapping {
            first: from.sequence,
            sequence: sequence.wrapping_sub(from.sequence),
            time: time.wrapping_sub(from.time),
            picture: difference(picture, from.picture),
            layer_zero: match (layer_zero, from.layer_zero) {
                (Some(to), Some(from)) => to.wrapping_sub(from),
                _ => 0,
            },
        }
    }
}

fn difference(to: Option<u16>, from: Option<u16>) -> u16 {
    match (to, from) {
        (Some(to), Some(from)) => to.wrapping_sub(from) & PICTURE_MASK,
        _ => 0,
    }
}

/// The change to a VP8 payload descriptor that carries these numbers. A seven-bit picture id keeps
/// its width, so ids wrap there.
pub(super) fn patch(descriptor: &Vp8Descriptor, numbers: Numbers) -> Option<Vp8Patch> {
    let plain = || {
        let builder = descriptor.patch();
        let builder = match numbers.layer_zero {
            Some(index) if descriptor.tl0_pic_idx().is_some() => builder.tl0_pic_idx(index),
            _ => builder,
        };
        (builder, numbers.picture.filter(|_| descriptor.picture_id().is_some()))
    };
    let (builder, picture) = plain();
    let Some(picture) = picture else { return builder.build().ok() };
    builder.picture_id(picture).build().or_else(|_| plain().0.picture_id(picture & 0x7f).build()).ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn video(sequence: u64, time: u32, picture: u16) -> Numbers {
        Numbers { sequence, time, picture: Some(picture), layer_zero: Some(0) }
    }

    #[test]
    fn a_late_joiner_starts_below_the_first_rollover() {
        let mut rewriter = Rewriter::new(90_000);
        let to = rewriter.rewrite(Instant::now(), video(1_000_000, 7, 3)).unwrap();
        assert_eq!(to.sequence, SEQUENCE_FIRST);
        assert_eq!(to.time, 7);
    }

    #[test]
    fn gaps_and_reordering_within_a_source_stay_as_they_are() {
        let now = Instant::now();
        let mut rewriter = Rewriter::new(90_000);
        rewriter.rewrite(now, video(500, 0, 3)).unwrap();
        assert_eq!(rewriter.rewrite(now, video(503, 0, 3)).unwrap().sequence, SEQUENCE_FIRST + 3);
        assert_eq!(rewriter.rewrite(now, video(501, 0, 3)).unwrap().sequence, SEQUENCE_FIRST + 1);
        assert_eq!(rewriter.rewrite(now, video(499, 0, 3)), None, "from before it took the slot");
    }

    #[test]
    fn another_source_goes_on_where_the_last_left_off() {
        let now = Instant::now();
        let mut rewriter = Rewriter::new(90_000);
        rewriter.rewrite(now, video(500, 9_000, 0x7ffe)).unwrap();
        rewriter.rewrite(now, video(501, 9_000, 0x7fff)).unwrap();
        rewriter.interrupt();
        let later = now + Duration::from_millis(100);
        let to = rewriter.rewrite(later, video(77, 5, 40)).unwrap();
        assert_eq!(to.sequence, SEQUENCE_FIRST + 2);
        assert_eq!(to.time, 18_000, "a tenth of a second later");
        assert_eq!(to.picture, Some(0), "fifteen bits wrap");
        assert_eq!(to.layer_zero, Some(1));
        assert_eq!(rewriter.rewrite(later, video(78, 3_005, 41)).unwrap().picture, Some(1));
    }

    #[test]
    fn a_picture_id_of_either_width_is_rewritten_in_place() {
        for payload in [vec![0x90, 0x80, 0x05, 0x00, 0x01], vec![0x90, 0x80, 0x80, 0x05, 0x00, 0x01]] {
            let descriptor = Vp8Descriptor::parse(&payload).unwrap();
            let numbers = Numbers { sequence: 1, time: 1, picture: Some(0x1234), layer_zero: None };
            assert!(patch(&descriptor, numbers).is_some());
        }
    }
}
