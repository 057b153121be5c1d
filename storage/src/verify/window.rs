//! A segment as it is walked: a piece at a time, and all that is left of it where a record has to be looked for.

use std::io::{self, Read};

const PIECE: usize = 256 * 1024;

pub struct Window<'a> {
    from: &'a mut dyn Read,
    held: Vec<u8>,
    /// What of `held` was passed.
    at: usize,
}

impl<'a> Window<'a> {
    pub fn new(from: &'a mut dyn Read) -> Self {
        Self { from, held: Vec::new(), at: 0 }
    }

    /// The next `len` bytes; fewer at the end.
    pub fn peek(&mut self, len: usize) -> io::Result<&[u8]> {
        if self.held.len() - self.at < len {
            self.held.drain(..self.at);
            self.at = 0;
            let more = len.max(PIECE) - self.held.len();
            self.from.take(more as u64).read_to_end(&mut self.held)?;
        }
        let end = self.held.len().min(self.at + len);
        Ok(&self.held[self.at..end])
    }

    /// Everything that is left.
    pub fn rest(&mut self) -> io::Result<&[u8]> {
        self.from.read_to_end(&mut self.held)?;
        Ok(&self.held[self.at..])
    }

    /// `len` is no more than was looked at.
    pub fn pass(&mut self, len: usize) {
        self.at += len;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_looked_at_is_passed_and_the_rest_stays() {
        let bytes: Vec<u8> = (0..=255).cycle().take(PIECE * 2 + 7).collect();
        let mut from = &bytes[..];
        let mut window = Window::new(&mut from);
        let mut at = 0;
        while at < PIECE {
            assert_eq!(window.peek(1000).unwrap(), &bytes[at..at + 1000]);
            window.pass(1000);
            at += 1000;
        }
        assert_eq!(window.rest().unwrap(), &bytes[at..]);
        assert_eq!(window.peek(PIECE * 4).unwrap(), &bytes[at..]);
        window.pass(bytes.len() - at);
        assert!(window.peek(1).unwrap().is_empty());
    }
}
