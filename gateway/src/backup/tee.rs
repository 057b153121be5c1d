//! What passes through is counted, hashed, and perhaps written.

use std::{
    fs::File,
    io::{self, Read, Write},
};

pub struct Tee<'a> {
    from: &'a mut dyn Read,
    to: Option<&'a mut File>,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl<'a> Tee<'a> {
    pub fn new(from: &'a mut dyn Read, to: Option<&'a mut File>) -> Self {
        Self { from, to, hasher: blake3::Hasher::new(), bytes: 0 }
    }

    /// Reads to the end: how many bytes there were, and their hash.
    pub fn finish(mut self) -> io::Result<(u64, String)> {
        io::copy(&mut self, &mut io::sink())?;
        Ok((self.bytes, self.hasher.finalize().to_hex().to_string()))
    }
}

impl Read for Tee<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let got = self.from.read(bytes)?;
        self.hasher.update(&bytes[..got]);
        self.bytes += got as u64;
        if let Some(to) = &mut self.to {
            to.write_all(&bytes[..got])?;
        }
        Ok(got)
    }
}
