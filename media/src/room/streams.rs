//! Which streams a peer may send. The library remembers each that it ever saw, so somebody who names a new one with every packet
//! would fill the memory.

/// Over a connection's whole life. A browser has two for each source, and new ones when it publishes anew.
const STREAMS_MAX: usize = 64;
const RTP_HEADER: usize = 12;

/// What is further behind the furthest than this is not late: it comes after a gap of half of all numbers or more.
const LATE_MAX: u16 = 1_024;

/// The streams of one peer.
#[derive(Debug, Default)]
pub(super) struct Streams {
    /// In the order of their coming, where the offers name none.
    seen: Vec<Stream>,
    /// By the peer's offers.
    named: Vec<Stream>,
}

/// One of them, and what came of it.
#[derive(Clone, Copy, Debug, Default)]
struct Stream {
    ssrc: u32,
    received: u64,
    /// From the first that came to the furthest.
    expected: u64,
    furthest: u16,
}

impl Stream {
    fn of(ssrc: u32) -> Self {
        Self { ssrc, ..Self::default() }
    }

    fn packet(&mut self, sequence: u16) {
        let ahead = sequence.wrapping_sub(self.furthest);
        if self.received == 0 {
            (self.expected, self.furthest) = (1, sequence);
        } else if ahead <= u16::MAX - LATE_MAX {
            self.expected += u64::from(ahead);
            self.furthest = sequence;
        }
        self.received += 1;
    }
}

impl Streams {
    /// An offer names these. From the first name on no other is let in: the library believes a packet's header before it has
    /// proven the packet, and a stream that nobody offered would take the place of one that somebody did.
    pub(super) fn name(&mut self, streams: impl IntoIterator<Item = u32>) {
        for ssrc in streams {
            if self.named.len() < STREAMS_MAX && !self.named.iter().any(|named| named.ssrc == ssrc) {
                self.named.push(Stream::of(ssrc));
            }
        }
    }

    /// Whether this datagram may be looked at: anything but a packet of a stream that was not offered, or of one too many.
    pub(super) fn admits(&mut self, datagram: &[u8]) -> bool {
        let Some((ssrc, sequence)) = packet_of(datagram) else { return true };
        let closed = !self.named.is_empty();
        let streams = if closed { &mut self.named } else { &mut self.seen };
        let index = match streams.iter().position(|stream| stream.ssrc == ssrc) {
            Some(index) => index,
            None if closed || streams.len() == STREAMS_MAX => return false,
            None => {
                streams.push(Stream::of(ssrc));
                streams.len() - 1
            }
        };
        streams[index].packet(sequence);
        true
    }

    /// Packets that came, and numbers that are missing among theirs.
    pub(super) fn counts(&self) -> (u64, u64) {
        let all = self.seen.iter().chain(&self.named);
        all.fold((0, 0), |(received, lost), one| (received + one.received, lost + one.expected.saturating_sub(one.received)))
    }
}

/// RTP is told from the rest as RFC 7983 and RFC 5761 say.
fn packet_of(datagram: &[u8]) -> Option<(u32, u16)> {
    let header = datagram.get(..RTP_HEADER)?;
    let is_media = (128..=191).contains(&header[0]) && !(64..=95).contains(&(header[1] & 0x7f));
    let ssrc = u32::from_be_bytes([header[8], header[9], header[10], header[11]]);
    is_media.then(|| (ssrc, u16::from_be_bytes([header[2], header[3]])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(ssrc: usize) -> Vec<u8> {
        numbered(ssrc, 1)
    }

    fn numbered(ssrc: usize, sequence: u16) -> Vec<u8> {
        let sequence = sequence.to_be_bytes();
        [&[0x80, 96][..], &sequence, &[0, 0, 0, 1], &u32::try_from(ssrc).unwrap().to_be_bytes(), b"payload"].concat()
    }

    /// What is counted after packets of one stream with these numbers.
    fn after(numbers: impl IntoIterator<Item = u16>) -> (u64, u64) {
        let mut streams = Streams::default();
        numbers.into_iter().for_each(|number| assert!(streams.admits(&numbered(7, number))));
        streams.counts()
    }

    #[test]
    fn what_is_missing_between_the_first_packet_and_the_furthest_is_counted() {
        assert_eq!(after([]), (0, 0));
        assert_eq!(after([5]), (1, 0));
        assert_eq!(after([65_534, 65_535, 0, 1]), (4, 0), "numbers begin anew");
        assert_eq!(after([1, 2, 9, 10]), (4, 6));
        assert_eq!(after([1, 4, 2, 3]), (4, 0), "late is not lost");
        assert_eq!(after([1, 1, 1]), (3, 0), "twice is not more than all");
        assert_eq!(after([1, 40_000, 40_001]), (3, 39_998), "a long gap does not look like the past");
    }

    #[test]
    fn each_stream_has_numbers_of_its_own_and_what_is_not_let_in_is_not_counted() {
        let mut streams = Streams::default();
        streams.name([1, 2]);
        for (ssrc, number) in [(1, 100), (2, 9_000), (1, 102), (3, 1), (2, 9_001)] {
            streams.admits(&numbered(ssrc, number));
        }
        streams.admits(b"\x80\xc8\x00\x06\x00\x00\x00\x01report");
        assert_eq!(streams.counts(), (4, 1));
    }

    #[test]
    fn the_streams_that_came_first_stay_and_what_is_no_packet_passes() {
        let mut streams = Streams::default();
        assert!((0..STREAMS_MAX).all(|ssrc| streams.admits(&packet(ssrc))));
        assert!((STREAMS_MAX..5_000).all(|ssrc| !streams.admits(&packet(ssrc))));
        assert!((0..STREAMS_MAX).all(|ssrc| streams.admits(&packet(ssrc))));
        for other in [
            &b"\x00\x01\x00\x00\x21\x12\xa4\x42transaction-"[..],
            b"\x16\xfe\xfd0123456789",
            b"\x80\xc8\x00\x06report....",
            b"\x80",
            b"",
        ] {
            assert!(streams.admits(other), "{other:?}");
        }
        assert_eq!(streams.seen.len(), STREAMS_MAX);
    }

    #[test]
    fn streams_that_an_offer_names_are_the_only_ones() {
        let mut streams = Streams::default();
        assert!(streams.admits(&packet(7)));
        streams.name([1, 2]);
        assert_eq!([1, 2, 3, 7].map(|ssrc| streams.admits(&packet(ssrc))), [true, true, false, false]);
        streams.name(3..5_000);
        assert!(streams.admits(&packet(1)) && streams.admits(&packet(3)));
        assert_eq!(streams.named.len(), STREAMS_MAX);
    }
}
