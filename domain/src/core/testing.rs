//! Given these events, when this command, then these events or that refusal.

use std::fmt::Debug;

use uuid::Uuid;

use super::{
    Actor, At, Command, Duration, Entity, EntityId, OrganizationId, PersonKey, PersonKeys, Personal, Rejection, Role, Timestamp,
    UserId,
};

pub const NOW: Timestamp = Timestamp(1_750_000_000_000);

pub const fn user(n: u128) -> UserId {
    UserId(Uuid::from_u128(n))
}

/// The people of every example; each has a key.
pub const STUDENT: UserId = user(0xa1);
pub const MENTOR: UserId = user(0xb2);
pub const ADMIN: UserId = user(0xc3);
pub const STRANGER: UserId = user(0xd4);
/// Whose entity has the id of these examples.
pub const SELF: UserId = user(1);

pub const fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub fn keys() -> PersonKeys {
    let mut keys = PersonKeys::default();
    for person in [STUDENT, MENTOR, ADMIN, STRANGER, SELF] {
        keys.insert(person, PersonKey::new([person.0.as_bytes()[15]; 32]));
    }
    keys
}

/// What `at.seal` makes at `position` of the entity of these examples.
pub fn sealed(person: UserId, position: u64, field: u32, text: &str) -> Personal<String> {
    keys().seal(person, EntityId(id(1)), position, field, &text.to_owned()).unwrap()
}

pub struct Given<E: Entity> {
    pub state: E,
    pub at: At,
}

/// `events` happened, at positions 1 and up, to the entity with id 1.
pub fn given<E: Entity>(events: impl IntoIterator<Item = E::Event>) -> Given<E> {
    let mut state = E::default();
    let mut position = 1;
    for event in events {
        state.evolve(&event);
        position += 1;
    }
    let at = At {
        now: NOW,
        organization: OrganizationId(id(0x0f)),
        entity: EntityId(id(1)),
        position,
        actor: Actor::System,
        level: 1,
        keys: keys(),
        seed: [7; 32],
    };
    Given { state, at }
}

impl<E: Entity> Given<E> {
    pub fn by(mut self, id: UserId) -> Self {
        let roles = match id {
            MENTOR => vec![Role::Student, Role::Mentor],
            ADMIN => vec![Role::Student, Role::Admin],
            _ => vec![Role::Student],
        };
        self.at.actor = Actor::User { id, roles };
        self
    }

    pub fn by_actor(mut self, actor: Actor) -> Self {
        self.at.actor = actor;
        self
    }

    pub fn of(mut self, entity: impl Into<EntityId>) -> Self {
        self.at.entity = entity.into();
        self
    }

    pub fn after(mut self, span: Duration) -> Self {
        self.at.now = NOW + span;
        self
    }

    pub fn when<C: Command<Entity = E>>(self, command: C) -> Then<E, C> {
        let outcome = command.decide(&self.state, &self.at);
        Then { outcome, state: self.state }
    }
}

pub struct Then<E: Entity, C: Command<Entity = E>> {
    pub outcome: super::Decision<C>,
    pub state: E,
}

impl<E: Entity, C: Command<Entity = E>> Then<E, C>
where
    E::Event: Debug + PartialEq,
{
    #[track_caller]
    pub fn then(self, events: impl AsRef<[E::Event]>) -> C::Reply {
        let (got, reply) = self.taken();
        assert_eq!(got, events.as_ref());
        reply
    }

    /// Already so: taken, and nothing happened.
    #[track_caller]
    pub fn nothing(self) -> C::Reply {
        self.then([])
    }

    #[track_caller]
    pub fn refused(self, code: &str) {
        match self.outcome {
            Ok((events, _)) => panic!("expected {code}, but it was taken: {events:?}"),
            Err(rejection) => assert_eq!(rejection.code(), code, "{rejection}"),
        }
    }

    #[track_caller]
    pub fn taken(self) -> (Vec<E::Event>, C::Reply) {
        self.outcome.unwrap_or_else(|rejection| panic!("refused with {}: {rejection}", rejection.code()))
    }

    /// The state after what was decided.
    #[track_caller]
    pub fn state(self) -> E {
        let mut state = self.state.clone();
        for event in self.taken().0 {
            state.evolve(&event);
        }
        state
    }
}
