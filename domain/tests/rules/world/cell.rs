//! One entity with its type erased: bytes in, bytes out, as the host does it.

use std::collections::BTreeMap;

use lyceum_domain::{
    core::{At, Command, CommandTable, Effects, Entity, Noun, Outcome, Rejection, Rows, Timestamp},
    kinds::Kinds,
};

use super::{decode, encode};

pub trait Cell {
    /// The outcome, and for each event its effects and rows.
    fn decide(&mut self, command: &str, body: &[u8], at: &At) -> (Outcome, Vec<Effects>, Vec<Rows>);
    fn due(&self) -> Option<Timestamp>;
    /// By position, from 1 on; `None` is a note.
    fn events(&self) -> &[Option<Vec<u8>>];
    /// Takes a position without an event: what an effect asked for is so already, or is refused.
    fn note(&mut self);
}

/// How to make a cell of each kind.
#[derive(Default)]
pub struct Makers(BTreeMap<&'static str, fn() -> Box<dyn Cell>>);

impl Makers {
    pub fn make(&self, kind: &str) -> Box<dyn Cell> {
        self.0.get(kind).unwrap_or_else(|| panic!("no kind {kind}"))()
    }
}

impl Kinds for Makers {
    fn kind<E: Noun>(mut self) -> Self {
        let make = || -> Box<dyn Cell> {
            let commands = E::commands(Commands(BTreeMap::new()));
            Box::new(Typed::<E> { state: E::default(), events: vec![], commands })
        };
        assert!(self.0.insert(E::KIND, make).is_none(), "two kinds are called {}", E::KIND);
        assert!(E::KIND.len() <= 23);
        self
    }
}

type Decide<E> = fn(&[u8], &E, &At) -> Result<(Vec<<E as Entity>::Event>, Vec<u8>), &'static str>;

struct Commands<E: Entity>(BTreeMap<&'static str, Decide<E>>);

impl<E: Entity> CommandTable<E> for Commands<E> {
    fn command<C: Command<Entity = E>>(mut self) -> Self {
        let decide: Decide<E> = |body, state, at| {
            let (events, reply) = decode::<C>(body).decide(state, at).map_err(|rejection| rejection.code())?;
            Ok((events, encode(&reply)))
        };
        assert!(self.0.insert(C::NAME, decide).is_none(), "two commands are called {}", C::NAME);
        self
    }
}

struct Typed<E: Entity> {
    state: E,
    events: Vec<Option<Vec<u8>>>,
    commands: Commands<E>,
}

impl<E: Entity> Cell for Typed<E> {
    fn decide(&mut self, command: &str, body: &[u8], at: &At) -> (Outcome, Vec<Effects>, Vec<Rows>) {
        let decide = self.commands.0.get(command).unwrap_or_else(|| panic!("{} has no command {command}", E::KIND));
        let (events, reply) = match decide(body, &self.state, at) {
            Ok(taken) => taken,
            Err(code) => return (Outcome::Refused(code.to_owned()), vec![], vec![]),
        };
        assert!(events.len() <= 256, "a commit has 256 events at most");
        let (mut all_effects, mut all_rows) = (vec![], vec![]);
        for event in events {
            let bytes = encode(&event);
            assert!(bytes.len() <= 64 * 1024, "an event has 64 kB at most");
            let event: E::Event = decode(&bytes);
            assert_eq!(encode(&event), bytes, "an event reads as it was written");
            self.state.evolve(&event);
            self.events.push(Some(bytes));
            let position = self.events.len() as u64;
            let mut effects = Effects::new(at.organization, at.entity, position);
            E::effects(&event, &mut effects);
            let mut rows = Rows::new(at.organization, at.entity, position);
            self.state.rows(&event, &mut rows);
            all_effects.push(effects);
            all_rows.push(rows);
        }
        let snapshot = encode(&self.state);
        self.state = decode(&snapshot);
        assert_eq!(encode(&self.state), snapshot, "a snapshot reads as it was written");
        (Outcome::Done(reply), all_effects, all_rows)
    }

    fn due(&self) -> Option<Timestamp> {
        self.state.due()
    }

    fn events(&self) -> &[Option<Vec<u8>>] {
        &self.events
    }

    fn note(&mut self) {
        self.events.push(None);
    }
}
