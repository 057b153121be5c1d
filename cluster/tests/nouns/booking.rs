//! Leads a saga: takes a seat, is told yes or no, or gives up at its due time and frees what it may have got.

use lyceum_domain::core::{Answer, At, Command, Decision, Effects, Entity, EntityId, Outcome, Timestamp};
use serde::{Deserialize, Serialize};

use super::{No, Seal, later, seats};

pub const PATIENCE_MS: i64 = 10_000;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    #[default]
    New,
    Asking,
    Confirmed,
    Refused,
    GaveUp,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Booking {
    pub seal: Seal,
    pub stage: Stage,
    pub seats: Option<EntityId>,
    pub due: Option<Timestamp>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    Asked { seats: EntityId, due: Timestamp },
    Confirmed,
    Refused,
    GaveUp { seats: EntityId },
}

impl Entity for Booking {
    const KIND: &'static str = "booking";
    const STATE: u32 = 1;
    type Event = Event;
    type Rejection = No;

    fn evolve(&mut self, event: &Event) {
        self.due = None;
        self.stage = match event {
            Event::Asked { seats, due } => {
                self.seats = Some(*seats);
                self.due = Some(*due);
                Stage::Asking
            }
            Event::Confirmed => Stage::Confirmed,
            Event::Refused => Stage::Refused,
            Event::GaveUp { .. } => Stage::GaveUp,
        };
        self.seal.fold(self.stage as u64 + 1);
    }

    fn effects(event: &Event, out: &mut Effects) {
        let holder = out.entity;
        match event {
            Event::Asked { seats, .. } => out.ask("seat", *seats, &seats::Take { holder }),
            Event::GaveUp { seats } => out.tell("free", *seats, &seats::Free { holder }),
            Event::Confirmed | Event::Refused => {}
        }
    }

    fn due(&self) -> Option<Timestamp> {
        self.due
    }
}

#[derive(Serialize, Deserialize)]
pub struct Book {
    pub seats: EntityId,
}

impl Command for Book {
    const NAME: &'static str = "book";
    type Entity = Booking;
    type Reply = ();

    fn decide(self, state: &Booking, at: &At) -> Decision<Self> {
        let event = Event::Asked { seats: self.seats, due: later(at.now, PATIENCE_MS) };
        Ok(((state.stage == Stage::New).then_some(event).into_iter().collect(), ()))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub struct TakeAnswer(pub Answer);

impl Command for TakeAnswer {
    const NAME: &'static str = Answer::COMMAND;
    type Entity = Booking;
    type Reply = ();

    fn decide(self, state: &Booking, _: &At) -> Decision<Self> {
        let event = match (state.stage, self.0.outcome) {
            (Stage::Asking, Outcome::Done(_)) => Some(Event::Confirmed),
            (Stage::Asking, Outcome::Refused(_)) => Some(Event::Refused),
            _ => None,
        };
        Ok((event.into_iter().collect(), ()))
    }
}

#[derive(Serialize, Deserialize)]
pub struct Due;

impl Command for Due {
    const NAME: &'static str = Booking::WAKE;
    type Entity = Booking;
    type Reply = ();

    fn decide(self, state: &Booking, at: &At) -> Decision<Self> {
        let over = state.due.is_some_and(|due| due <= at.now);
        let event = state.seats.filter(|_| over && state.stage == Stage::Asking).map(|seats| Event::GaveUp { seats });
        Ok((event.into_iter().collect(), ()))
    }
}

#[derive(Serialize, Deserialize)]
pub struct Show;

impl Command for Show {
    const NAME: &'static str = "show";
    type Entity = Booking;
    type Reply = Stage;

    fn decide(self, state: &Booking, _: &At) -> Decision<Self> {
        Ok((vec![], state.stage))
    }
}
