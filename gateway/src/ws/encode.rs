//! Messages to bytes.

use bytes::Bytes;

use super::{
    Close, Message, Opcode, Side,
    header::{HEADER_MAX, Header, apply_mask},
};

/// Writes whole messages. A client needs a fresh, unguessable mask for each (RFC 6455, section 10.3).
#[derive(Debug)]
pub struct Encoder<M> {
    mask: Option<M>,
}

impl Encoder<fn() -> [u8; 4]> {
    pub const fn server() -> Self {
        Self { mask: None }
    }
}

impl<M: FnMut() -> [u8; 4]> Encoder<M> {
    pub const fn client(mask: M) -> Self {
        Self { mask: Some(mask) }
    }

    pub const fn side(&self) -> Side {
        if self.mask.is_some() { Side::Client } else { Side::Server }
    }

    pub fn encode(&mut self, message: &Message, out: &mut Vec<u8>) {
        match message {
            Message::Text(text) => self.frame(true, Opcode::Text, text.as_bytes(), out),
            Message::Binary(bytes) => self.frame(true, Opcode::Binary, bytes, out),
            Message::Ping(bytes) => self.frame(true, Opcode::Ping, bytes, out),
            Message::Pong(bytes) => self.frame(true, Opcode::Pong, bytes, out),
            Message::Close(close) => {
                self.frame(true, Opcode::Close, &close.as_ref().map(Close::body).unwrap_or_default(), out);
            }
        }
    }

    /// One frame, for a sender that fragments.
    pub fn frame(&mut self, fin: bool, opcode: Opcode, payload: &[u8], out: &mut Vec<u8>) {
        self.write(Header { fin, packed: false, opcode, len: payload.len() as u64, mask: None }, payload, out);
    }

    /// A whole message that [`super::Deflate::pack`] made.
    pub fn packed(&mut self, opcode: Opcode, payload: &[u8], out: &mut Vec<u8>) {
        self.write(Header { fin: true, packed: true, opcode, len: payload.len() as u64, mask: None }, payload, out);
    }

    fn write(&mut self, header: Header, payload: &[u8], out: &mut Vec<u8>) {
        let mask = self.mask.as_mut().map(|next| next());
        Header { mask, ..header }.write(out);
        let start = out.len();
        out.extend_from_slice(payload);
        if let Some(key) = mask {
            apply_mask(&mut out[start..], key, 0);
        }
    }
}

/// A server's text frame as shared bytes: encoded once, written to any number of subscribers.
pub fn server_frame(text: &[u8]) -> Bytes {
    let mut out = Vec::with_capacity(text.len() + HEADER_MAX);
    Encoder::server().frame(true, Opcode::Text, text, &mut out);
    out.into()
}

/// A server's control or close frame.
pub fn control(message: &Message) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEADER_MAX);
    Encoder::server().encode(message, &mut out);
    out
}
