//! Several entities in memory: decide → evolve → effects → deliver → answer. No time passes unless a test says so, no effect
//! moves unless a test delivers it, a kind can be cut off, and everything can be delivered twice.

mod cell;
mod lanes;

use std::collections::{BTreeMap, BTreeSet};

use lyceum_domain::{
    core::{
        Actor, Answer, At, Command, Duration, EntityId, Noun, OrganizationId, Outcome, PersonKey, PersonKeys, Role, Rows, Table,
        Timestamp, UserId, WAKE_BODY, Words,
    },
    kinds,
    notifications::{self, Notification},
};
use serde::{Serialize, de::DeserializeOwned};

use self::{
    cell::{Cell, Makers},
    lanes::{Delivery, Lanes, Message},
};

pub const ORGANIZATION: OrganizationId = OrganizationId(uuid::Uuid::from_u128(0x0f));
pub const START: Timestamp = Timestamp(1_750_000_000_000);

type Key = (&'static str, EntityId);
type RowKey = (&'static str, Vec<u8>, Vec<u8>);

pub struct World {
    pub now: Timestamp,
    /// Kinds that nothing reaches just now.
    pub cut: BTreeSet<&'static str>,
    /// Deliver each effect twice.
    pub twice: bool,
    pub told: Vec<Notification>,
    makers: Makers,
    cells: BTreeMap<Key, Box<dyn Cell>>,
    lanes: Lanes,
    rows: BTreeMap<RowKey, (u64, Option<Vec<u8>>)>,
    keys: PersonKeys,
    roles: BTreeMap<UserId, Vec<Role>>,
    requests: u64,
}

impl World {
    pub fn new() -> Self {
        Self {
            now: START,
            cut: BTreeSet::new(),
            twice: false,
            told: vec![],
            makers: kinds::all(Makers::default()),
            cells: BTreeMap::new(),
            lanes: Lanes::default(),
            rows: BTreeMap::new(),
            keys: PersonKeys::default(),
            roles: BTreeMap::new(),
            requests: 0,
        }
    }

    /// A person with a key and these roles.
    pub fn person(&mut self, n: u8, roles: &[Role]) -> UserId {
        let user = UserId(uuid::Uuid::from_u128(u128::from(n)));
        self.keys.insert(user, PersonKey::new([n; 32]));
        self.roles.insert(user, roles.to_vec());
        user
    }

    /// Asks in a person's name; `Err` is the refusal's code.
    pub fn ask<C: Command>(&mut self, user: UserId, to: impl Into<EntityId>, command: &C) -> Result<C::Reply, String>
    where
        C::Entity: Noun,
    {
        let roles = self.roles.get(&user).cloned().unwrap_or_default();
        self.ask_as(Actor::User { id: user, roles }, to, command)
    }

    /// Asks in the platform's own name.
    pub fn system<C: Command>(&mut self, to: impl Into<EntityId>, command: &C) -> Result<C::Reply, String>
    where
        C::Entity: Noun,
    {
        self.ask_as(Actor::System, to, command)
    }

    fn ask_as<C: Command>(&mut self, actor: Actor, to: impl Into<EntityId>, command: &C) -> Result<C::Reply, String>
    where
        C::Entity: Noun,
    {
        let kind = <C::Entity as lyceum_domain::core::Entity>::KIND;
        outcome::<C>(self.decide((kind, to.into()), actor, C::NAME, &encode(command)))
    }

    /// Asks as an effect of another entity does, which leaves a note where there is no event.
    pub fn effect<C: Command>(&mut self, to: impl Into<EntityId>, command: &C) -> Result<C::Reply, String>
    where
        C::Entity: Noun,
    {
        let kind = <C::Entity as lyceum_domain::core::Entity>::KIND;
        outcome::<C>(self.receive((kind, to.into()), C::NAME, &encode(command)))
    }

    /// Delivers effects and answers until none is left that can be.
    pub fn settle(&mut self) {
        while self.deliver(0) {}
    }

    /// Delivers the head of one lane; `choice` says which. `false` when every lane is empty or cut.
    pub fn deliver(&mut self, choice: usize) -> bool {
        let Some(Delivery { key, from, message }) = self.lanes.pop(choice, &self.cut) else { return false };
        for _ in 0..=usize::from(self.twice) {
            match &message {
                Message::Ask { ask, position } => {
                    let outcome = self.receive(key, ask.command, &ask.body);
                    if ask.answer {
                        let (step, kind) = (ask.step.to_owned(), ask.kind.to_owned());
                        let answer = Answer { step, kind, from: ask.to, position: *position, outcome };
                        self.lanes.push(from, key, Message::Answer(answer));
                    }
                }
                Message::Answer(answer) => {
                    self.receive(key, Answer::COMMAND, &encode(answer));
                }
            }
        }
        true
    }

    /// Time passes; whatever is due is woken, as often as it wants.
    pub fn pass(&mut self, span: Duration) {
        self.now = self.now + span;
        let keys: Vec<_> = self.cells.keys().copied().filter(|(kind, _)| !self.cut.contains(kind)).collect();
        for key in keys {
            for round in 0.. {
                let due = self.cells[&key].due().filter(|due| *due <= self.now);
                let Some(due) = due else { break };
                assert!(round < 10, "{key:?} stays due at {due:?}");
                self.decide(key, Actor::System, "due", WAKE_BODY);
            }
        }
    }

    /// Time passes and nothing is woken: reminders are late.
    pub fn pass_asleep(&mut self, span: Duration) {
        self.now = self.now + span;
    }

    pub fn row<T: DeserializeOwned>(&self, table: Table, partition: &[u8], sort: &[u8]) -> Option<T> {
        let (_, value) = self.rows.get(&(table.0, partition.to_vec(), sort.to_vec()))?;
        Some(decode(value.as_ref()?))
    }

    /// A partition in the order of its keys.
    pub fn rows<T: DeserializeOwned>(&self, table: Table, partition: &[u8]) -> Vec<T> {
        let of = self.rows.iter().filter(|((name, part, _), _)| *name == table.0 && part == partition);
        of.filter_map(|(_, (_, value))| value.as_ref()).map(|value| decode(value)).collect()
    }

    pub fn events<E: Noun>(&self, id: impl Into<EntityId>) -> Vec<E::Event> {
        self.journal::<E>(id).into_iter().map(|(_, event)| event).collect()
    }

    /// The events with their positions.
    pub fn journal<E: Noun>(&self, id: impl Into<EntityId>) -> Vec<(u64, E::Event)> {
        let Some(cell) = self.cells.get(&(E::KIND, id.into())) else { return vec![] };
        let placed = (1..).zip(cell.events());
        placed.filter_map(|(position, event)| Some((position, decode(event.as_ref()?)))).collect()
    }

    pub fn open<T: Serialize + DeserializeOwned>(&self, field: &lyceum_domain::core::Personal<T>) -> T {
        self.keys.open(field).unwrap()
    }

    pub fn read(&self, words: &Words) -> String {
        words.read(&self.keys).unwrap()
    }

    fn receive(&mut self, key: Key, command: &str, body: &[u8]) -> Outcome {
        let before = self.cells.get(&key).map_or(0, |cell| cell.events().len());
        let outcome = self.decide(key, Actor::System, command, body);
        let cell = self.cells.get_mut(&key).unwrap();
        if cell.events().len() == before {
            cell.note();
        }
        outcome
    }

    fn decide(&mut self, key: Key, actor: Actor, command: &str, body: &[u8]) -> Outcome {
        self.requests += 1;
        let cell = self.cells.entry(key).or_insert_with(|| self.makers.make(key.0));
        let at = At {
            now: self.now,
            organization: ORGANIZATION,
            entity: key.1,
            position: cell.events().len() as u64 + 1,
            actor,
            level: 1,
            keys: self.keys.clone(),
            seed: *blake3(self.requests).as_bytes(),
        };
        let (outcome, effects, rows) = cell.decide(command, body, &at);
        for effects in effects {
            for ask in effects.asks {
                let position = effects.position;
                self.lanes.push((ask.kind, ask.to), key, Message::Ask { ask, position });
            }
            let told = effects.records.iter().filter(|record| record.stream == notifications::STREAM);
            self.told.extend(told.map(|record| decode::<Notification>(&record.body)));
        }
        for rows in rows {
            self.write(rows);
        }
        outcome
    }

    /// The highest version wins; one writer per row, so versions only rise here.
    fn write(&mut self, rows: Rows) {
        for row in rows.changes {
            let value = match row.change {
                lyceum_domain::core::RowChange::Put(value) => Some(value),
                lyceum_domain::core::RowChange::Delete => None,
            };
            let key = (row.table.0, row.partition, row.sort);
            let old = self.rows.insert(key.clone(), (rows.position, value));
            assert!(old.is_none_or(|(version, _)| version < rows.position), "two changes of {key:?} by one event");
        }
    }
}

fn outcome<C: Command>(outcome: Outcome) -> Result<C::Reply, String> {
    match outcome {
        Outcome::Refused(code) => Err(code),
        done @ Outcome::Done(_) => Ok(done.reply().unwrap()),
    }
}

fn blake3(n: u64) -> blake3::Hash {
    blake3::hash(&n.to_le_bytes())
}

pub fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    let mut bytes = vec![];
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> T {
    ciborium::from_reader(bytes).unwrap()
}
