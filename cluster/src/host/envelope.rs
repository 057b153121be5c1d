//! What a commit's body holds: events, and for each command what its retry must find.

use lyceum_domain::core::Actor;
use lyceum_storage::EntityKey;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use uuid::Uuid;

use crate::kinds::{Refusal, decode, encode};

/// Format of the envelope itself; fields are added, never edited.
const VERSION: u32 = 1;

/// CBOR with named fields. Read first, write later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    pub version: u32,
    pub timeline: u32,
    pub epoch: u64,
    pub attempt: Uuid,
    /// Hash of the entity's commit before this one: the audit chain.
    #[serde(with = "serde_bytes")]
    pub previous: [u8; 32],
    pub at_ms: i64,
    pub entries: Vec<Entry>,
}

/// One command's share of a commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub command: String,
    pub actor: Actor,
    pub origin: Origin,
    /// `None` is a note: a position without an event.
    pub events: Vec<Option<ByteBuf>>,
    pub reply: Outcome,
}

/// Where a command came from, and how its repetition is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A caller without a request id.
    Plain,
    Request {
        #[serde(with = "serde_bytes")]
        id: [u8; 32],
        #[serde(with = "serde_bytes")]
        body_hash: [u8; 32],
    },
    /// Another entity's effect.
    Effect {
        from: Sender,
        id: EffectId,
    },
    /// What the receiver of our effect `id` said.
    Answer {
        from: Sender,
        id: EffectId,
    },
    Wake,
}

/// What is remembered of a command, and told to its sender again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Done(#[serde(with = "serde_bytes")] Vec<u8>),
    Refused(Refusal),
}

/// Which effect of its sender, in the order of sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EffectId {
    pub timeline: u32,
    pub position: u64,
    pub index: u32,
}

/// An entity of the same organization, as stored in envelopes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Sender {
    pub kind: String,
    pub id: Uuid,
}

impl Sender {
    pub fn of(key: &EntityKey) -> Self {
        Self { kind: key.kind.as_str().to_owned(), id: key.id }
    }
}

impl Envelope {
    pub fn new(timeline: u32, epoch: u64, attempt: Uuid, previous: [u8; 32], at_ms: i64) -> Self {
        Self { version: VERSION, timeline, epoch, attempt, previous, at_ms, entries: Vec::new() }
    }

    pub fn encode(&self) -> Vec<u8> {
        encode(self)
    }

    pub fn decode(body: &[u8]) -> Result<Self, String> {
        let envelope: Self = decode(body).map_err(|error| format!("the commit does not decode: {error}"))?;
        if envelope.version > VERSION {
            return Err(format!("the commit has version {}, this program reads {VERSION}", envelope.version));
        }
        Ok(envelope)
    }

    /// In order of position.
    pub fn events(&self) -> impl Iterator<Item = Option<&[u8]>> {
        self.entries.iter().flat_map(|entry| &entry.events).map(|event| event.as_ref().map(|bytes| bytes.as_slice()))
    }

    /// Links the next commit to this one.
    pub fn hash(body: &[u8]) -> [u8; 32] {
        *blake3::hash(body).as_bytes()
    }
}
