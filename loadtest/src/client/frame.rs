//! The part of RFC 6455 that a load client needs: cut a byte stream from a server into frames, and mask what is sent.

use anyhow::bail;

pub const TEXT: u8 = 1;
pub const CLOSE: u8 = 8;
/// In place of a length: it follows in two, or in eight bytes.
const SHORT: u8 = 0x7E;
const LONG: u8 = 0x7F;

/// Keeps the bytes of a frame that is not whole yet.
#[derive(Default)]
pub struct Cutter {
    partial: Vec<u8>,
}

impl Cutter {
    /// Calls `frame` with the opcode and payload of each whole frame.
    pub fn feed(&mut self, bytes: &[u8], frame: &mut impl FnMut(u8, &[u8])) -> anyhow::Result<()> {
        if self.partial.is_empty() {
            let used = cut(bytes, frame)?;
            self.partial.extend_from_slice(&bytes[used..]);
        } else {
            self.partial.extend_from_slice(bytes);
            let used = cut(&self.partial, frame)?;
            self.partial.drain(..used);
        }
        if self.partial.is_empty() && self.partial.capacity() > 1024 {
            self.partial = Vec::new();
        }
        Ok(())
    }
}

fn cut(bytes: &[u8], frame: &mut impl FnMut(u8, &[u8])) -> anyhow::Result<usize> {
    let mut at = 0;
    while let Some((opcode, head, length)) = header(&bytes[at..])? {
        let Some(payload) = bytes.get(at + head..at + head + length) else { break };
        frame(opcode, payload);
        at += head + length;
    }
    Ok(at)
}

/// Opcode, header length and payload length, once the header is whole.
fn header(bytes: &[u8]) -> anyhow::Result<Option<(u8, usize, usize)>> {
    let [first, second, rest @ ..] = bytes else { return Ok(None) };
    if first & 0xF0 != 0x80 || second & 0x80 != 0 {
        bail!("the server sent a fragment, an extension or a masked frame");
    }
    let (head, length) = match (second & 0x7F, rest) {
        (SHORT, [a, b, ..]) => (4, usize::from(u16::from_be_bytes([*a, *b]))),
        (LONG, rest) if rest.len() >= 8 => (10, usize::try_from(u64::from_be_bytes(rest[..8].try_into()?))?),
        (SHORT | LONG, _) => return Ok(None),
        (length, _) => (2, usize::from(length)),
    };
    Ok(Some((first & 0x0F, head, length)))
}

/// A client's frame. Masked as it must be; the mask hides nothing here, so it is a constant.
pub fn encode(opcode: u8, payload: &[u8]) -> Vec<u8> {
    const MASK: [u8; 4] = [0x51, 0x9C, 0x27, 0xE3];
    let mut out = Vec::with_capacity(payload.len() + 14);
    out.push(0x80 | opcode);
    match payload.len() {
        length @ 0..126 => out.push(0x80 | u8::try_from(length).expect("below 126")),
        length if u16::try_from(length).is_ok() => {
            out.push(0x80 | SHORT);
            out.extend_from_slice(&u16::try_from(length).expect("just tried").to_be_bytes());
        }
        length => {
            out.push(0x80 | LONG);
            out.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
    out.extend_from_slice(&MASK);
    out.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server_frame(payload: &[u8]) -> Vec<u8> {
        let masked = encode(TEXT, payload);
        let head = if payload.len() < 126 { 2 } else { 4 };
        let mut out = masked[..head].to_vec();
        out[1] &= 0x7F;
        out.extend_from_slice(payload);
        out
    }

    #[test]
    fn frames_are_found_however_the_stream_is_cut() {
        let stream: Vec<u8> = [&b"a"[..], &[b'b'; 300], b""].iter().flat_map(|payload| server_frame(payload)).collect();
        for size in 1..stream.len() {
            let mut cutter = Cutter::default();
            let mut seen = Vec::new();
            for part in stream.chunks(size) {
                cutter.feed(part, &mut |opcode, payload| seen.push((opcode, payload.len()))).unwrap();
            }
            assert_eq!(seen, [(TEXT, 1), (TEXT, 300), (TEXT, 0)], "cut every {size} bytes");
        }
    }

    #[test]
    fn a_masked_frame_from_a_server_is_an_error() {
        assert!(Cutter::default().feed(&encode(TEXT, b"x"), &mut |_, _| ()).is_err());
    }
}
