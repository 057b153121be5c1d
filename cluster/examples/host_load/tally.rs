//! The smallest entity with everything that a commit can carry: an event of a usual size, a row and a reply.

use lyceum_domain::core::{At, Command, CommandTable, Decision, Entity, Noun, Rejection, Rows, Table};
use serde::{Deserialize, Serialize};

const TALLIES: Table = Table("bench_tallies");
const EVENT_BYTES: usize = 64;
const ROW_BYTES: usize = 48;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Tally {
    count: u64,
    last: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Appended {
    number: u64,
    #[serde(with = "serde_bytes")]
    content: Vec<u8>,
}

/// A tally refuses nothing.
#[derive(Debug)]
pub enum Never {}

impl std::fmt::Display for Never {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {}
    }
}

impl Rejection for Never {
    fn code(&self) -> &'static str {
        match *self {}
    }
}

impl Entity for Tally {
    const KIND: &'static str = "bench_tally";
    const STATE: u32 = 1;
    type Event = Appended;
    type Rejection = Never;

    fn evolve(&mut self, event: &Appended) {
        self.count += 1;
        self.last = event.number;
    }

    fn rows(&self, event: &Appended, out: &mut Rows) {
        let sort = *out.entity.0.as_bytes();
        out.put(TALLIES, b"", &sort, &(self.count, serde_bytes::Bytes::new(&event.content[..ROW_BYTES])));
    }
}

impl Noun for Tally {
    fn commands<T: CommandTable<Self>>(table: T) -> T {
        table.command::<Append>().command::<Read>()
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Append {
    pub number: u64,
}

impl Command for Append {
    const NAME: &'static str = "append";
    type Entity = Tally;
    type Reply = u64;

    fn decide(self, state: &Tally, at: &At) -> Decision<Self> {
        // Half of it without a pattern, so that it compresses as real events do.
        let mut content = at.entity.0.as_bytes().repeat(EVENT_BYTES / 16);
        for (chunk, salt) in content.chunks_exact_mut(8).step_by(2).zip(1_u64..) {
            chunk.copy_from_slice(&self.number.wrapping_add(salt).wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes());
        }
        Ok((vec![Appended { number: self.number, content }], state.count + 1))
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Read;

impl Command for Read {
    const NAME: &'static str = "read";
    type Entity = Tally;
    type Reply = u64;

    fn decide(self, state: &Tally, _: &At) -> Decision<Self> {
        Ok((vec![], state.count))
    }
}
