//! RFC 6455 and RFC 7692 without I/O: bytes in, messages out, and back. Poem's WebSocket would cost 130 kB a connection and never looks
//! at `Origin`; this codec holds nothing for an idle peer and takes scratch buffers from its caller.

mod close;
mod decode;
mod deflate;
mod encode;
mod handshake;
mod header;
mod text;

pub use close::{Close, CloseCode};
pub use decode::{Decoder, Limits, Message, Violation};
pub use deflate::Deflate;
pub use encode::{Encoder, control, server_frame};
pub use handshake::{HandshakeError, accept_key, check_request};
pub use header::Opcode;

/// Which end of the connection this is. A client masks what it sends, a server never does (RFC 6455, section 5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Server,
    Client,
}

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;
