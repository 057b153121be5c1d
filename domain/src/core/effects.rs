//! What must follow a commit: commands to other entities and records to streams. Each is delivered at least once, in order
//! per lane (one sender, one receiver), and known by the sender, timeline, position and index.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{Command, Entity, EntityId, OrganizationId};

/// Collects the effects of one event.
#[derive(Debug)]
pub struct Effects {
    pub organization: OrganizationId,
    pub entity: EntityId,
    pub position: u64,
    pub asks: Vec<Ask>,
    pub records: Vec<Record>,
}

/// A command for another entity of the same organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Names this step for the answer.
    pub step: &'static str,
    pub kind: &'static str,
    pub to: EntityId,
    pub command: &'static str,
    /// CBOR of the command.
    pub body: Vec<u8>,
    /// Whether the sender has a command [`Answer::COMMAND`] that wants the outcome.
    pub answer: bool,
}

/// A record for a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub stream: &'static str,
    /// CBOR in the stream's public schema, not a domain event.
    pub body: Vec<u8>,
}

impl Effects {
    pub fn new(organization: OrganizationId, entity: EntityId, position: u64) -> Self {
        Self { organization, entity, position, asks: Vec::new(), records: Vec::new() }
    }

    /// Sends `command` to `to`; the outcome comes back to the sender as its command `"answer"` with an [`Answer`].
    pub fn ask<C: Command>(&mut self, step: &'static str, to: EntityId, command: &C) {
        self.push(step, to, command, true);
    }

    /// Sends `command` to `to`; nobody waits for the outcome.
    pub fn tell<C: Command>(&mut self, step: &'static str, to: EntityId, command: &C) {
        self.push(step, to, command, false);
    }

    /// Sends `body` as the command of this name to an entity that knows this one, and that this one must not know: the command
    /// wraps `body`, serialized transparently. Nobody waits for the outcome.
    pub fn inform<T: Serialize>(
        &mut self,
        step: &'static str,
        to: EntityId,
        (kind, command): (&'static str, &'static str),
        body: &T,
    ) {
        self.asks.push(Ask { step, kind, to, command, body: encode(body), answer: false });
    }

    pub fn record<T: Serialize>(&mut self, stream: &'static str, record: &T) {
        self.records.push(Record { stream, body: encode(record) });
    }

    fn push<C: Command>(&mut self, step: &'static str, to: EntityId, command: &C, answer: bool) {
        self.asks.push(Ask { step, kind: C::Entity::KIND, to, command: C::NAME, body: encode(command), answer });
    }
}

fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).expect("commands and records are plain data, which CBOR takes whole");
    bytes
}

/// The outcome of an [`Effects::ask`]. A leading entity has a command of its own that wraps it:
/// `struct TakeAnswer(Answer)` with `NAME = Answer::COMMAND`, serialized transparently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub step: String,
    pub kind: String,
    pub from: EntityId,
    /// The sender's position of the event that asked: tells an answer to an attempt given up from one to the attempt that runs.
    pub position: u64,
    pub outcome: Outcome,
}

impl Answer {
    pub const COMMAND: &'static str = "answer";
}

impl Outcome {
    pub fn done<T: Serialize>(reply: &T) -> Self {
        Self::Done(encode(reply))
    }

    pub fn is_done(&self) -> bool {
        matches!(self, Self::Done(_))
    }

    /// The reply, `None` for a refusal or bytes that are no such reply.
    pub fn reply<T: DeserializeOwned>(&self) -> Option<T> {
        match self {
            Self::Done(bytes) => ciborium::from_reader(bytes.as_slice()).ok(),
            Self::Refused(_) => None,
        }
    }

    pub fn refusal(&self) -> Option<&str> {
        match self {
            Self::Done(_) => None,
            Self::Refused(code) => Some(code),
        }
    }
}

/// What the receiver said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// CBOR of the command's reply.
    Done(#[serde(with = "serde_bytes")] Vec<u8>),
    /// The rejection's code.
    Refused(String),
}
