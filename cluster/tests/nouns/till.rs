//! Adds tagged amounts; each goes to one of two ledgers, to a stream and into a row.

use lyceum_domain::core::{At, Command, Decision, Effects, Entity, EntityId, Rows, Table, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{No, Saw, Seal, ledger};

pub const TILLS: Table = Table("tills");
pub const STREAM: &str = "audit";

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Till {
    pub seal: Seal,
    pub added: u64,
    /// Per ledger.
    pub numbers: [u64; 2],
    pub stuck: Option<Timestamp>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    Added { tag: u64, ledger: usize, number: u64 },
    Exploding,
    Stuck { due: Timestamp },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TillRow {
    pub added: u64,
    pub digest: u64,
}

/// The ledgers that a till writes to.
pub fn ledger_id(n: usize) -> EntityId {
    EntityId(Uuid::from_u128(0x1e_d6e2 + n as u128))
}

impl Entity for Till {
    const KIND: &'static str = "till";
    const STATE: u32 = 1;
    type Event = Event;
    type Rejection = No;

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Added { tag, ledger, number } => {
                self.seal.fold(*tag);
                self.added += 1;
                self.numbers[*ledger] = *number;
            }
            Event::Exploding => panic!("an event that cannot be applied"),
            Event::Stuck { due } => self.stuck = Some(*due),
        }
    }

    fn effects(event: &Event, out: &mut Effects) {
        if let Event::Added { tag, ledger, number } = event {
            let from = out.entity;
            out.tell("enter", ledger_id(*ledger), &ledger::Enter { from, tag: *tag, number: *number });
            out.record(STREAM, tag);
        }
    }

    fn rows(&self, event: &Event, out: &mut Rows) {
        if matches!(event, Event::Added { .. }) {
            let row = TillRow { added: self.added, digest: self.seal.digest };
            let id = out.entity;
            out.put(TILLS, id.0.as_bytes(), b"total", &row);
        }
    }

    fn due(&self) -> Option<Timestamp> {
        self.stuck
    }
}

#[derive(Serialize, Deserialize)]
pub struct Add {
    pub tag: u64,
}

impl Command for Add {
    const NAME: &'static str = "add";
    type Entity = Till;
    type Reply = Saw;

    fn decide(self, state: &Till, at: &At) -> Decision<Self> {
        let ledger = usize::try_from(self.tag % 2).expect("zero or one");
        let mut seal = state.seal;
        seal.fold(self.tag);
        let event = Event::Added { tag: self.tag, ledger, number: state.numbers[ledger] + 1 };
        Ok((vec![event], Saw { position: at.position, digest: seal.digest }))
    }
}

#[derive(Serialize, Deserialize)]
pub struct Look;

impl Command for Look {
    const NAME: &'static str = "look";
    type Entity = Till;
    type Reply = Saw;

    fn decide(self, state: &Till, at: &At) -> Decision<Self> {
        Ok((vec![], state.seal.saw(at)))
    }
}

#[derive(Serialize, Deserialize)]
pub struct Refuse;

impl Command for Refuse {
    const NAME: &'static str = "refuse";
    type Entity = Till;
    type Reply = ();

    fn decide(self, state: &Till, at: &At) -> Decision<Self> {
        Err(No { code: "never", saw: state.seal.saw(at) })
    }
}

/// Fails in `decide`, or in `evolve`.
#[derive(Serialize, Deserialize)]
pub struct Explode {
    pub late: bool,
}

impl Command for Explode {
    const NAME: &'static str = "explode";
    type Entity = Till;
    type Reply = ();

    fn decide(self, _: &Till, _: &At) -> Decision<Self> {
        assert!(self.late, "a command that fails");
        Ok((vec![Event::Exploding], ()))
    }
}

/// Sets a due time that nothing moves on.
#[derive(Serialize, Deserialize)]
pub struct Stick {
    pub due: Timestamp,
}

impl Command for Stick {
    const NAME: &'static str = "stick";
    type Entity = Till;
    type Reply = ();

    fn decide(self, _: &Till, _: &At) -> Decision<Self> {
        Ok((vec![Event::Stuck { due: self.due }], ()))
    }
}
