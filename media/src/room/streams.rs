//! Which streams a peer may send. The library remembers each that it ever saw, so somebody who names a new one with every packet
//! would fill the memory.

/// Over a connection's whole life. A browser has two for each source, and new ones when it publishes anew.
const STREAMS_MAX: usize = 64;
const RTP_HEADER: usize = 12;

/// The streams of one peer.
#[derive(Debug, Default)]
pub(super) struct Streams {
    /// In the order of their coming, where the offers name none.
    seen: Vec<u32>,
    /// By the peer's offers.
    named: Vec<u32>,
}

impl Streams {
    /// An offer names these. From the first name on no other is let in: the library believes a packet's header before it has
    /// proven the packet, and a stream that nobody offered would take the place of one that somebody did.
    pub(super) fn name(&mut self, streams: impl IntoIterator<Item = u32>) {
        for ssrc in streams {
            if self.named.len() < STREAMS_MAX && !self.named.contains(&ssrc) {
                self.named.push(ssrc);
            }
        }
    }

    /// Whether this datagram may be looked at: anything but a packet of a stream that was not offered, or of one too many.
    pub(super) fn admits(&mut self, datagram: &[u8]) -> bool {
        let Some(ssrc) = stream_of(datagram) else { return true };
        if !self.named.is_empty() {
            return self.named.contains(&ssrc);
        }
        let known = self.seen.contains(&ssrc);
        if !known && self.seen.len() < STREAMS_MAX {
            self.seen.push(ssrc);
            return true;
        }
        known
    }
}

/// RTP is told from the rest as RFC 7983 and RFC 5761 say.
fn stream_of(datagram: &[u8]) -> Option<u32> {
    let header = datagram.get(..RTP_HEADER)?;
    let is_media = (128..=191).contains(&header[0]) && !(64..=95).contains(&(header[1] & 0x7f));
    is_media.then(|| u32::from_be_bytes([header[8], header[9], header[10], header[11]]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(ssrc: usize) -> Vec<u8> {
        [&[0x80, 96, 0, 1, 0, 0, 0, 1][..], &u32::try_from(ssrc).unwrap().to_be_bytes(), b"payload"].concat()
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
