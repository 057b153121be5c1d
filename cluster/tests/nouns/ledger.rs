//! Takes numbered entries of many tills; one out of turn is written down as such.

use std::collections::BTreeMap;

use lyceum_domain::core::{At, Command, Decision, Entity, EntityId};
use serde::{Deserialize, Serialize};

use super::{No, Seal};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Ledger {
    pub seal: Seal,
    pub last: BTreeMap<EntityId, u64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    Entered { from: EntityId, tag: u64, number: u64 },
    OutOfTurn { from: EntityId, tag: u64, number: u64 },
}

impl Entity for Ledger {
    const KIND: &'static str = "ledger";
    const STATE: u32 = 1;
    type Event = Event;
    type Rejection = No;

    fn evolve(&mut self, event: &Event) {
        let (Event::Entered { from, tag, number } | Event::OutOfTurn { from, tag, number }) = event;
        self.seal.fold(*tag);
        self.last.insert(*from, *number);
    }
}

#[derive(Serialize, Deserialize)]
pub struct Enter {
    pub from: EntityId,
    pub tag: u64,
    pub number: u64,
}

impl Command for Enter {
    const NAME: &'static str = "enter";
    type Entity = Ledger;
    type Reply = ();

    fn decide(self, state: &Ledger, _: &At) -> Decision<Self> {
        let Self { from, tag, number } = self;
        let last = state.last.get(&from).copied().unwrap_or(0);
        let event =
            if number == last + 1 { Event::Entered { from, tag, number } } else { Event::OutOfTurn { from, tag, number } };
        Ok((vec![event], ()))
    }
}

/// How many entries a sender has here.
#[derive(Serialize, Deserialize)]
pub struct Entries {
    pub from: EntityId,
}

impl Command for Entries {
    const NAME: &'static str = "entries";
    type Entity = Ledger;
    type Reply = u64;

    fn decide(self, state: &Ledger, _: &At) -> Decision<Self> {
        Ok((vec![], state.last.get(&self.from).copied().unwrap_or(0)))
    }
}
