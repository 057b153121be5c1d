//! Bytes to messages.

use super::{
    Close, CloseCode, Opcode, Side,
    deflate::unpack,
    header::{HEADER_MAX, Header, apply_mask},
    text::Utf8,
};

/// What came in whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    Text(String),
    Binary(Vec<u8>),
    Ping(Vec<u8>),
    Pong(Vec<u8>),
    Close(Option<Close>),
}

/// The peer broke the protocol; the connection ends with [`Violation::code`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    #[error("{0}")]
    Protocol(&'static str),
    #[error("text is not UTF-8")]
    Text,
    #[error("compressed data is broken")]
    Packed,
    #[error("a message is longer than {0} bytes")]
    TooBig(usize),
}

impl Violation {
    pub const fn code(&self) -> CloseCode {
        match self {
            Self::Protocol(_) => CloseCode::Protocol,
            Self::Text | Self::Packed => CloseCode::InvalidText,
            Self::TooBig(_) => CloseCode::TooBig,
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Longest message over all of its fragments, bytes, packed and unpacked.
    pub message_max: usize,
    /// Compression was agreed upon: messages may come packed.
    pub deflate: bool,
}

/// Holds nothing while no frame is under way. After an error, or after a close frame, it takes nothing more.
#[derive(Debug)]
pub struct Decoder {
    side: Side,
    limits: Limits,
    header: Partial,
    frame: Option<Frame>,
    /// Data so far of a message and how it began.
    message: Option<Data>,
    control: Vec<u8>,
    closed: bool,
    /// Begun since they were last counted.
    frames: u32,
}

#[derive(Debug, Default)]
struct Partial {
    bytes: [u8; HEADER_MAX],
    len: u8,
}

#[derive(Debug)]
struct Frame {
    header: Header,
    done: u64,
}

#[derive(Debug)]
struct Data {
    opcode: Opcode,
    packed: bool,
    bytes: Vec<u8>,
    utf8: Utf8,
}

impl Decoder {
    pub fn new(side: Side, limits: Limits) -> Self {
        Self {
            side,
            limits,
            header: Partial::default(),
            frame: None,
            message: None,
            control: Vec::new(),
            closed: false,
            frames: 0,
        }
    }

    /// How many frames began since this was asked last.
    pub fn frames(&mut self) -> u32 {
        std::mem::take(&mut self.frames)
    }

    /// Takes from the front of `input`. `None`: all of it is taken and no message is whole yet.
    pub fn decode(&mut self, input: &mut &[u8]) -> Result<Option<Message>, Violation> {
        let decoded = self.step(input);
        if decoded.is_err() {
            self.closed = true;
        }
        decoded
    }

    fn step(&mut self, input: &mut &[u8]) -> Result<Option<Message>, Violation> {
        loop {
            if self.closed {
                *input = &[];
                return Ok(None);
            }
            if self.frame.is_none() && !self.begin(input)? {
                return Ok(None);
            }
            let Some(frame) = self.frame.as_mut() else { continue };
            let left = frame.header.len - frame.done;
            let take = usize::try_from(left).unwrap_or(usize::MAX).min(input.len());
            let (chunk, rest) = input.split_at(take);
            *input = rest;
            let whole = take as u64 == left;
            let header = frame.header;
            let offset = usize::try_from(frame.done % 4).expect("below four");
            frame.done += take as u64;
            if whole {
                self.frame = None;
            }
            let message = if header.opcode.is_control() {
                self.take_control(header, chunk, offset, whole)?
            } else {
                self.take_data(header, chunk, offset, whole)?
            };
            if message.is_some() || !whole {
                return Ok(message);
            }
        }
    }

    /// Reads a header; `false` when the input ended before it did.
    fn begin(&mut self, input: &mut &[u8]) -> Result<bool, Violation> {
        loop {
            let partial = &mut self.header;
            if let Some((header, _)) = Header::parse(&partial.bytes[..usize::from(partial.len)], self.side)? {
                self.header = Partial::default();
                self.admit(&header)?;
                self.frames += 1;
                self.frame = Some(Frame { header, done: 0 });
                return Ok(true);
            }
            let Some((byte, rest)) = input.split_first() else { return Ok(false) };
            partial.bytes[usize::from(partial.len)] = *byte;
            partial.len += 1;
            *input = rest;
        }
    }

    fn admit(&mut self, header: &Header) -> Result<(), Violation> {
        if header.packed && (!self.limits.deflate || header.opcode == Opcode::Continuation) {
            return Err(Violation::Protocol("reserved bits are set"));
        }
        match (header.opcode, &self.message) {
            (opcode, _) if opcode.is_control() => return Ok(()),
            (Opcode::Continuation, None) => return Err(Violation::Protocol("nothing to continue")),
            (Opcode::Text | Opcode::Binary, Some(_)) => {
                return Err(Violation::Protocol("a message is under way"));
            }
            (opcode, None) => {
                self.message = Some(Data { opcode, packed: header.packed, bytes: Vec::new(), utf8: Utf8::default() });
            }
            (_, Some(_)) => {}
        }
        let held = self.message.as_ref().map_or(0, |data| data.bytes.len()) as u64;
        if header.len.saturating_add(held) > self.limits.message_max as u64 {
            return Err(Violation::TooBig(self.limits.message_max));
        }
        Ok(())
    }

    fn take_control(&mut self, header: Header, chunk: &[u8], offset: usize, whole: bool) -> Result<Option<Message>, Violation> {
        push(&mut self.control, chunk, header.mask, offset);
        if !whole {
            return Ok(None);
        }
        let body = std::mem::take(&mut self.control);
        Ok(Some(match header.opcode {
            Opcode::Ping => Message::Ping(body),
            Opcode::Pong => Message::Pong(body),
            _ => {
                self.closed = true;
                Message::Close(Close::parse(&body)?)
            }
        }))
    }

    fn take_data(&mut self, header: Header, chunk: &[u8], offset: usize, whole: bool) -> Result<Option<Message>, Violation> {
        let data = self.message.as_mut().expect("a data frame was admitted into a message");
        push(&mut data.bytes, chunk, header.mask, offset);
        let last = whole && header.fin;
        if data.opcode == Opcode::Text && !data.packed {
            data.utf8.check(&data.bytes, last)?;
        }
        if !last {
            return Ok(None);
        }
        let Some(mut data) = self.message.take() else { return Ok(None) };
        if data.packed {
            data.bytes = unpack(data.bytes, self.limits.message_max)?;
        }
        Ok(Some(match data.opcode {
            Opcode::Text => Message::Text(String::from_utf8(data.bytes).map_err(|_| Violation::Text)?),
            _ => Message::Binary(data.bytes),
        }))
    }
}

fn push(to: &mut Vec<u8>, chunk: &[u8], mask: Option<[u8; 4]>, offset: usize) {
    let start = to.len();
    to.extend_from_slice(chunk);
    if let Some(key) = mask {
        apply_mask(&mut to[start..], key, offset);
    }
}
