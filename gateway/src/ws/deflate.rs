//! permessage-deflate (RFC 7692), always without context takeover: a message is packed by itself, so that one packed frame
//! serves all who hear it, and an idle socket keeps no window. The compressors belong to the thread.

use std::cell::RefCell;

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use http::{HeaderMap, HeaderValue, header::SEC_WEBSOCKET_EXTENSIONS};

use super::Violation;

const NAME: &str = "permessage-deflate";
/// A sync flush ends with these; they are cut off on the way out and put back on the way in (RFC 7692, section 7.2.1).
const TAIL: [u8; 4] = [0, 0, 0xff, 0xff];
/// Windows that the compressor knows, as powers of two. A client that wants 8 goes without compression.
const WINDOWS: std::ops::RangeInclusive<u8> = 9..=15;
/// Inflated at once, bytes.
const STEP: usize = 16 * 1024;

/// What was agreed with a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deflate {
    /// The window in which our messages are packed.
    window: u8,
    /// The client asked for one, and is told.
    asked: bool,
}

impl Deflate {
    /// The first offer of the client that can be served, if any.
    pub fn negotiate(headers: &HeaderMap) -> Option<Self> {
        let values = headers.get_all(SEC_WEBSOCKET_EXTENSIONS).iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split(',')).find_map(offer)
    }

    /// The server's half of the agreement.
    pub fn answer(self) -> HeaderValue {
        let window = if self.asked { format!("; server_max_window_bits={}", self.window) } else { String::new() };
        let answer = format!("{NAME}; server_no_context_takeover; client_no_context_takeover{window}");
        HeaderValue::from_str(&answer).expect("made of names and a number")
    }

    /// Clients that leave the window to the server share what is packed for them.
    pub fn is_shared(self) -> bool {
        self.window == *WINDOWS.end()
    }

    pub fn pack(self, message: &[u8]) -> Vec<u8> {
        const COUNT: usize = 7;
        thread_local! {
            static PACKERS: RefCell<[Option<Compress>; COUNT]> = const { RefCell::new([const { None }; COUNT]) };
        }
        PACKERS.with_borrow_mut(|packers| {
            let fresh = || Compress::new_with_window_bits(Compression::fast(), false, self.window);
            let packer = packers[usize::from(self.window - WINDOWS.start())].get_or_insert_with(fresh);
            packer.reset();
            pack(packer, message)
        })
    }
}

fn offer(offer: &str) -> Option<Deflate> {
    let mut parts = offer.split(';').map(str::trim);
    if !parts.next()?.eq_ignore_ascii_case(NAME) {
        return None;
    }
    let mut agreed = Deflate { window: *WINDOWS.end(), asked: false };
    let mut seen = Vec::new();
    for part in parts {
        let (name, value) = part.split_once('=').map_or((part, None), |(name, value)| (name.trim(), Some(value.trim())));
        let name = name.to_ascii_lowercase();
        match (name.as_str(), value.map(bits)) {
            ("server_no_context_takeover" | "client_no_context_takeover" | "client_max_window_bits", None)
            | ("client_max_window_bits", Some(Some(_))) => {}
            ("server_max_window_bits", Some(Some(window))) if WINDOWS.contains(&window) => {
                agreed = Deflate { window, asked: true };
            }
            _ => return None,
        }
        if seen.contains(&name) {
            return None;
        }
        seen.push(name);
    }
    Some(agreed)
}

/// A window's size as the RFC writes it: 8 to 15, without a leading zero.
fn bits(value: &str) -> Option<u8> {
    let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
    value.parse().ok().filter(|bits| (8..=15).contains(bits) && !value.starts_with(['0', '+']))
}

fn pack(packer: &mut Compress, message: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(message.len() / 2 + 64);
    loop {
        let taken = usize::try_from(packer.total_in()).expect("a message is in memory");
        packer.compress_vec(&message[taken..], &mut out, FlushCompress::Sync).expect("a fresh stream takes any bytes");
        // a flush is whole when it left room
        if out.len() < out.capacity() {
            break;
        }
        out.reserve(out.capacity());
    }
    out.truncate(out.len() - TAIL.len());
    out
}

/// One message, at most `max` bytes of it: what would be longer is given up at once.
pub(super) fn unpack(mut packed: Vec<u8>, max: usize) -> Result<Vec<u8>, Violation> {
    thread_local! {
        static UNPACKER: RefCell<Decompress> = RefCell::new(Decompress::new(false));
    }
    let end = packed.len();
    packed.extend(TAIL);
    UNPACKER.with_borrow_mut(|unpacker| {
        unpacker.reset(false);
        let (mut out, mut at) = (Vec::new(), 0);
        loop {
            out.reserve(STEP.min(max + 1));
            let before = unpacker.total_in();
            let status =
                unpacker.decompress_vec(&packed[at..], &mut out, FlushDecompress::Sync).map_err(|_| Violation::Packed)?;
            at += usize::try_from(unpacker.total_in() - before).expect("a message is in memory");
            if out.len() > max {
                return Err(Violation::TooBig(max));
            }
            match status {
                // a sender may end its stream, and begin another (RFC 7692, section 7.2.3.4)
                Status::StreamEnd if at < end => unpacker.reset(false),
                Status::StreamEnd => return Ok(out),
                Status::Ok | Status::BufError if out.len() == out.capacity() => {}
                Status::Ok | Status::BufError if at == packed.len() => return Ok(out),
                Status::Ok | Status::BufError => return Err(Violation::Packed),
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn agreed(offers: &str) -> Option<String> {
        let headers = HeaderMap::from_iter([(SEC_WEBSOCKET_EXTENSIONS, HeaderValue::from_str(offers).unwrap())]);
        Deflate::negotiate(&headers).map(|deflate| deflate.answer().to_str().unwrap().to_owned())
    }

    const PLAIN: &str = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    #[test]
    fn an_offer_is_taken_without_context_takeover() {
        assert_eq!(agreed("permessage-deflate").as_deref(), Some(PLAIN));
        assert_eq!(agreed("Permessage-Deflate; client_max_window_bits").as_deref(), Some(PLAIN));
        assert_eq!(agreed("permessage-deflate; client_max_window_bits=8; client_no_context_takeover").as_deref(), Some(PLAIN));
    }

    #[test]
    fn a_window_that_the_client_asks_for_is_kept() {
        assert_eq!(agreed("permessage-deflate; server_max_window_bits=10"), Some(format!("{PLAIN}; server_max_window_bits=10")));
        assert_eq!(
            agreed("permessage-deflate; server_max_window_bits=\"9\""),
            Some(format!("{PLAIN}; server_max_window_bits=9"))
        );
    }

    #[test]
    fn an_offer_that_cannot_be_served_is_passed_over() {
        let bad = [
            "x-webkit-deflate-frame",
            "permessage-deflate; server_max_window_bits",
            "permessage-deflate; server_max_window_bits=8",
            "permessage-deflate; server_max_window_bits=16",
            "permessage-deflate; server_max_window_bits=010",
            "permessage-deflate; server_max_window_bits=+9",
            "permessage-deflate; client_max_window_bits=7",
            "permessage-deflate; server_no_context_takeover=1",
            "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
            "permessage-deflate; unheard_of",
        ];
        for offer in bad {
            assert_eq!(agreed(offer), None, "{offer}");
        }
        assert_eq!(
            agreed(&format!("{}, permessage-deflate", bad.join(", "))).as_deref(),
            Some(PLAIN),
            "the next offer is looked at"
        );
    }

    #[test]
    fn the_rfc_s_examples_are_read() {
        let hello = b"Hello";
        let shared = [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00];
        let stored = [0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00];
        let ended = [0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00];
        let two_blocks = [0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00];
        for packed in [&shared[..], &stored, &ended, &two_blocks] {
            assert_eq!(unpack(packed.to_vec(), 5).unwrap(), hello, "{packed:x?}");
        }
        assert_eq!(unpack(vec![0], 5).unwrap(), b"");
    }

    #[test]
    fn a_bomb_is_given_up_at_the_limit_and_rubbish_at_once() {
        let deflate = Deflate { window: 15, asked: false };
        let bomb = deflate.pack(&vec![b' '; 2_000_000]);
        assert!(bomb.len() < 65_536, "{}", bomb.len());
        assert_eq!(unpack(bomb, 65_536), Err(Violation::TooBig(65_536)));
        assert_eq!(unpack(vec![0xff; 40], 65_536), Err(Violation::Packed));
    }

    proptest! {
        #[test]
        fn what_is_packed_in_any_window_comes_back(
            window in WINDOWS, text in prop_oneof!["[ab]{0,4000}", "\\PC{0,300}"], noise in proptest::collection::vec(any::<u8>(), 0..5000),
        ) {
            for message in [text.as_bytes(), &noise] {
                let packed = Deflate { window, asked: true }.pack(message);
                prop_assert_eq!(unpack(packed, message.len()).unwrap(), message);
            }
        }

        #[test]
        fn no_bytes_make_more_than_the_limit_or_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), max in 0..2000_usize) {
            if let Ok(out) = unpack(bytes, max) {
                prop_assert!(out.len() <= max);
            }
        }
    }
}
