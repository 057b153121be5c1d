//! A few seats that bookings take and give back.

use std::collections::BTreeSet;

use lyceum_domain::core::{At, Command, Decision, Entity, EntityId};
use serde::{Deserialize, Serialize};

use super::{No, Seal};

pub const SEATS: usize = 2;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Seats {
    pub seal: Seal,
    pub holders: BTreeSet<EntityId>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    Taken { holder: EntityId },
    Freed { holder: EntityId },
}

impl Entity for Seats {
    const KIND: &'static str = "seats";
    const STATE: u32 = 1;
    type Event = Event;
    type Rejection = No;

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Taken { holder } => self.holders.insert(*holder),
            Event::Freed { holder } => self.holders.remove(holder),
        };
        self.seal.fold(self.holders.len() as u64);
    }
}

#[derive(Serialize, Deserialize)]
pub struct Take {
    pub holder: EntityId,
}

impl Command for Take {
    const NAME: &'static str = "take";
    type Entity = Seats;
    type Reply = u64;

    fn decide(self, state: &Seats, at: &At) -> Decision<Self> {
        if state.holders.contains(&self.holder) {
            return Ok((vec![], state.holders.len() as u64));
        }
        if state.holders.len() >= SEATS {
            return Err(No { code: "full", saw: state.seal.saw(at) });
        }
        Ok((vec![Event::Taken { holder: self.holder }], state.holders.len() as u64 + 1))
    }
}

#[derive(Serialize, Deserialize)]
pub struct Free {
    pub holder: EntityId,
}

impl Command for Free {
    const NAME: &'static str = "free";
    type Entity = Seats;
    type Reply = ();

    fn decide(self, state: &Seats, _: &At) -> Decision<Self> {
        let held = state.holders.contains(&self.holder);
        Ok((held.then_some(Event::Freed { holder: self.holder }).into_iter().collect(), ()))
    }
}

#[derive(Serialize, Deserialize)]
pub struct Holders;

impl Command for Holders {
    const NAME: &'static str = "holders";
    type Entity = Seats;
    type Reply = BTreeSet<EntityId>;

    fn decide(self, state: &Seats, _: &At) -> Decision<Self> {
        Ok((vec![], state.holders.clone()))
    }
}
