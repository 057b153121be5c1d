//! Entities and commands: command → decision → events → reply.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{At, Effects, Rows, Timestamp};

/// A journaled, single-owner record. Its state is the fold of its events.
pub trait Entity: Default + Clone + Serialize + DeserializeOwned + Send + 'static {
    /// Stable name, part of every key; at most 23 ASCII bytes, never changed.
    const KIND: &'static str;
    /// Version of the serialized state: raised when an old snapshot can no longer be read.
    const STATE: u32;
    /// Storage format (CBOR, named fields): add, never edit.
    type Event: Serialize + DeserializeOwned + Clone + Send + 'static;
    /// Why a command was refused.
    type Rejection: Rejection;

    /// Applies what happened. Cannot refuse.
    fn evolve(&mut self, event: &Self::Event);

    /// What must follow, told from the event alone, so that it can be made again at will.
    fn effects(event: &Self::Event, out: &mut Effects) {
        let _ = (event, out);
    }

    /// The whole rows that change, called after `evolve` of that event.
    fn rows(&self, event: &Self::Event, out: &mut Rows) {
        let _ = (event, out);
    }

    /// When the entity next wants the command [`Entity::WAKE`]; `None` for never.
    fn due(&self) -> Option<Timestamp> {
        None
    }

    /// Name of the command that a due entity gets: a unit struct, so its body is [`WAKE_BODY`]. It looks at `At::now`.
    const WAKE: &'static str = "due";
}

/// One thing that can be asked of an entity.
pub trait Command: Serialize + DeserializeOwned + Send + 'static {
    /// Stable name, unique within its entity.
    const NAME: &'static str;
    /// The entity that decides.
    type Entity: Entity;
    /// Small: ids and positions, no secret.
    type Reply: Serialize + DeserializeOwned + Send + 'static;

    /// Changes nothing; the same state, command and `At` give the same decision.
    fn decide(self, state: &Self::Entity, at: &At) -> Decision<Self>;
}

/// Events (none where it is already so) and the reply, or a refusal.
pub type Decision<C> = Result<
    (Vec<<<C as Command>::Entity as Entity>::Event>, <C as Command>::Reply),
    <<C as Command>::Entity as Entity>::Rejection,
>;

/// CBOR of a unit struct.
pub const WAKE_BODY: &[u8] = &[0xf6];

/// An entity that lists its commands, for whoever builds a table of kinds.
pub trait Noun: Entity {
    fn commands<T: CommandTable<Self>>(table: T) -> T;
}

/// Takes the commands of one kind.
pub trait CommandTable<E: Entity>: Sized {
    fn command<C: Command<Entity = E>>(self) -> Self;
}

/// A query's reply: what was seen, and the position of the last event behind it (the `ETag`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen<T> {
    pub position: u64,
    pub value: T,
}

impl<T> Seen<T> {
    /// At the position before the one that a decision would write next.
    pub fn new(at: &At, value: T) -> Self {
        Self { position: at.position.saturating_sub(1), value }
    }
}

/// A refusal with a code that clients may rely on.
pub trait Rejection: std::fmt::Display + Send + 'static {
    /// Stable `snake_case` code; `gateway` maps it to an HTTP status in one file.
    fn code(&self) -> &'static str;

    /// The command's field at fault, where it is one.
    fn field(&self) -> Option<&'static str> {
        None
    }
}
