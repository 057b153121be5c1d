//! Which streams a peer may send. The library remembers each that it ever saw, so somebody who names a new one with every packet
//! would fill the memory.

/// Over a connection's whole life. A browser has two for each source, and new ones when it publishes anew.
const STREAMS_MAX: usize = 64;
const RTP_HEADER: usize = 12;

/// The streams of one peer, in the order of their coming.
#[derive(Debug, Default)]
pub(super) struct Streams(Vec<u32>);

impl Streams {
    /// Whether this datagram may be looked at: anything but a packet of one stream too many.
    pub(super) fn admits(&mut self, datagram: &[u8]) -> bool {
        let Some(ssrc) = stream_of(datagram) else { return true };
        let known = self.0.contains(&ssrc);
        if !known && self.0.len() < STREAMS_MAX {
            self.0.push(ssrc);
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
        assert_eq!(streams.0.len(), STREAMS_MAX);
    }
}
