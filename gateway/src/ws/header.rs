//! The first 2 to 14 bytes of a frame.

use super::{Side, Violation};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Opcode {
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

impl Opcode {
    fn parse(bits: u8) -> Result<Self, Violation> {
        Ok(match bits {
            0 => Self::Continuation,
            1 => Self::Text,
            2 => Self::Binary,
            8 => Self::Close,
            9 => Self::Ping,
            10 => Self::Pong,
            _ => return Err(Violation::Protocol("reserved opcode")),
        })
    }

    pub const fn is_control(self) -> bool {
        self as u8 >= 8
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub fin: bool,
    /// RSV1: the message is compressed (RFC 7692, section 6).
    pub packed: bool,
    pub opcode: Opcode,
    pub len: u64,
    pub mask: Option<[u8; 4]>,
}

/// Longest header: two bytes, eight of length, four of mask.
pub(super) const HEADER_MAX: usize = 14;

impl Header {
    /// The header and its size, or `None` while bytes are missing. What is wrong already is said at once.
    pub fn parse(bytes: &[u8], side: Side) -> Result<Option<(Self, usize)>, Violation> {
        let Some(first) = bytes.first() else { return Ok(None) };
        if first & 0x30 != 0 {
            return Err(Violation::Protocol("reserved bits are set"));
        }
        let opcode = Opcode::parse(first & 0x0f)?;
        let (fin, packed) = (first & 0x80 != 0, first & 0x40 != 0);
        if opcode.is_control() && !fin {
            return Err(Violation::Protocol("a control frame may not be fragmented"));
        }
        if opcode.is_control() && packed {
            return Err(Violation::Protocol("reserved bits are set"));
        }
        let Some(second) = bytes.get(1) else { return Ok(None) };
        let masked = second & 0x80 != 0;
        if masked != (side == Side::Server) {
            return Err(Violation::Protocol("clients mask their frames and servers do not"));
        }
        let short = second & 0x7f;
        if opcode.is_control() && short > 125 {
            return Err(Violation::Protocol("a control frame has at most 125 bytes"));
        }
        let (len, at) = match short {
            126 => match bytes.get(2..4) {
                Some(b) => (u64::from(u16::from_be_bytes([b[0], b[1]])), 4),
                None => return Ok(None),
            },
            127 => match bytes.get(2..10) {
                Some(b) => (u64::from_be_bytes(b.try_into().expect("a slice of eight bytes")), 10),
                None => return Ok(None),
            },
            short => (u64::from(short), 2),
        };
        if (short == 126 && len < 126) || (short == 127 && (len <= 0xffff || len >> 63 == 1)) {
            return Err(Violation::Protocol("a length takes the shortest form"));
        }
        if !masked {
            return Ok(Some((Self { fin, packed, opcode, len, mask: None }, at)));
        }
        let Some(key) = bytes.get(at..at + 4) else { return Ok(None) };
        let mask = Some(key.try_into().expect("a slice of four bytes"));
        Ok(Some((Self { fin, packed, opcode, len, mask }, at + 4)))
    }

    pub fn write(&self, out: &mut Vec<u8>) {
        out.push(u8::from(self.fin) << 7 | u8::from(self.packed) << 6 | self.opcode as u8);
        let masked = u8::from(self.mask.is_some()) << 7;
        match self.len {
            0..=125 => out.push(masked | u8::try_from(self.len).expect("at most 125")),
            126..=0xffff => {
                out.push(masked | 0x7e);
                out.extend_from_slice(&u16::try_from(self.len).expect("at most 65,535").to_be_bytes());
            }
            _ => {
                out.push(masked | 127);
                out.extend_from_slice(&self.len.to_be_bytes());
            }
        }
        out.extend_from_slice(self.mask.as_ref().map_or(&[][..], |key| key));
    }
}

/// Masks or unmasks in place; `offset` is how much of the frame was done before.
pub(super) fn apply_mask(bytes: &mut [u8], key: [u8; 4], offset: usize) {
    let mut turned = key;
    turned.rotate_left(offset % 4);
    let word = u64::from_ne_bytes([turned[0], turned[1], turned[2], turned[3], turned[0], turned[1], turned[2], turned[3]]);
    let mut chunks = bytes.chunks_exact_mut(8);
    for chunk in &mut chunks {
        let value = u64::from_ne_bytes((&*chunk).try_into().expect("chunks of eight")) ^ word;
        chunk.copy_from_slice(&value.to_ne_bytes());
    }
    for (byte, key) in chunks.into_remainder().iter_mut().zip(turned.iter().cycle()) {
        *byte ^= key;
    }
}
