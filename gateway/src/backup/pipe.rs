//! Bytes from one thread to another, a few pieces ahead.

use std::{
    io::{self, BufWriter, Read, Write},
    sync::mpsc::{Receiver, SyncSender, sync_channel},
};

use bytes::{Buf, Bytes};

const PIECE: usize = 256 * 1024;
const AHEAD: usize = 8;

type Piece = io::Result<Bytes>;

pub struct PipeReader {
    pieces: Receiver<Piece>,
    rest: Bytes,
}

/// Cheap to clone.
#[derive(Clone)]
pub struct PipeWriter(SyncSender<Piece>);

pub fn pipe() -> (PipeWriter, PipeReader) {
    let (sender, pieces) = sync_channel(AHEAD);
    (PipeWriter(sender), PipeReader { pieces, rest: Bytes::new() })
}

impl PipeWriter {
    /// Blocks until there is room; `false` when nobody reads any more.
    pub fn send(&self, piece: Piece) -> bool {
        self.0.send(piece).is_ok()
    }

    pub fn buffered(self) -> BufWriter<Self> {
        BufWriter::with_capacity(PIECE, self)
    }
}

impl Write for PipeWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.send(Ok(Bytes::copy_from_slice(bytes))) { Ok(bytes.len()) } else { Err(io::ErrorKind::BrokenPipe.into()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Read for PipeReader {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() {
            match self.pieces.recv() {
                Ok(piece) => self.rest = piece?,
                // every writer is gone, and what went wrong was said before
                Err(_) => return Ok(0),
            }
        }
        let got = bytes.len().min(self.rest.len());
        self.rest.copy_to_slice(&mut bytes[..got]);
        Ok(got)
    }
}
