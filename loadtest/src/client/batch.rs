//! Closed loop over a unix socket: so many commands in flight, each answer followed by the next command.
//!
//! A request is 16 bytes (tag, entity; little-endian), an answer 8 (the tag, its top bit set when the command failed); both
//! sides read and write as many as there are. So the client costs next to nothing and a store and its baseline get the same.

use std::{
    io::{Read, Write},
    os::unix::net::UnixStream,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};

use crate::load::Latencies;

const FAILED: u64 = 1 << 63;
const BUFFER_BYTES: usize = 256 * 1024;

pub struct Client {
    stream: UnixStream,
    sent_at: Vec<Instant>,
    partial: Vec<u8>,
}

pub struct Outcome {
    pub commands: u64,
    pub elapsed: Duration,
    pub latencies: Latencies,
}

impl Outcome {
    pub fn per_second(&self) -> f64 {
        self.commands as f64 / self.elapsed.as_secs_f64()
    }
}

impl Client {
    pub fn connect(socket: &Path) -> anyhow::Result<Self> {
        let stream = UnixStream::connect(socket).with_context(|| format!("connecting to {}", socket.display()))?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Self { stream, sent_at: Vec::new(), partial: Vec::new() })
    }

    /// One command to each entity, in order.
    pub fn each(&mut self, entities: impl IntoIterator<Item = u64>, in_flight: usize) -> anyhow::Result<Outcome> {
        let mut entities = entities.into_iter();
        self.run(in_flight, Instant::now(), || entities.next())
    }

    /// Commands for so long, after a second or so of warming up that is not counted.
    pub fn drive(
        &mut self,
        in_flight: usize,
        warm: Duration,
        time: Duration,
        mut entity: impl FnMut() -> u64,
    ) -> anyhow::Result<Outcome> {
        let from = Instant::now() + warm;
        let until = from + time;
        self.run(in_flight, from, || (Instant::now() < until).then(&mut entity))
    }

    fn run(&mut self, in_flight: usize, count_from: Instant, mut next: impl FnMut() -> Option<u64>) -> anyhow::Result<Outcome> {
        let mut out = Vec::with_capacity(in_flight * 16);
        let mut buffer = vec![0; BUFFER_BYTES];
        let mut latencies = Latencies::new();
        let (mut commands, mut waiting) = (0, 0);
        self.sent_at.clear();
        self.partial.clear();
        for slot in 0..in_flight as u64 {
            let Some(entity) = next() else { break };
            self.sent_at.push(Instant::now());
            request(&mut out, slot, entity);
            waiting += 1;
        }
        while waiting > 0 {
            self.stream.write_all(&out)?;
            out.clear();
            let read = self.stream.read(&mut buffer).context("waiting for answers")?;
            ensure!(read > 0, "the server hung up");
            self.partial.extend_from_slice(&buffer[..read]);
            let whole = self.partial.len() / 8 * 8;
            let now = Instant::now();
            for answer in self.partial[..whole].chunks_exact(8) {
                let tag = u64::from_le_bytes(answer.try_into().expect("a chunk has 8 bytes"));
                ensure!(tag & FAILED == 0, "a command failed");
                let sent = self.sent_at.get_mut(usize::try_from(tag)?).context("an answer to a tag that was not sent")?;
                if *sent >= count_from {
                    commands += 1;
                    latencies.add(now - *sent);
                }
                waiting -= 1;
                if let Some(entity) = next() {
                    *sent = now;
                    request(&mut out, tag, entity);
                    waiting += 1;
                }
            }
            self.partial.drain(..whole);
        }
        Ok(Outcome { commands, elapsed: count_from.elapsed(), latencies })
    }
}

fn request(out: &mut Vec<u8>, tag: u64, entity: u64) {
    out.extend_from_slice(&tag.to_le_bytes());
    out.extend_from_slice(&entity.to_le_bytes());
}
