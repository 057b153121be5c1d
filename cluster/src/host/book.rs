//! The host's own part of an entity's state, folded from envelopes like the noun's part from events.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::{
    envelope::{EffectId, Origin, Outcome, Sender},
    window::{Before, Window},
};

/// Lanes remembered. A sender beyond it is forgotten, the longest silent first; its retry does no harm, because a command
/// makes a thing with a derived id or sets a state.
const LANES_MAX: usize = 4096;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Book {
    /// Hash of the last commit.
    #[serde(with = "serde_bytes")]
    pub chain: [u8; 32],
    window: Window,
    /// Who sent us effects: the last and what we said.
    heard: BTreeMap<Sender, Heard>,
    /// Whose answers we took, up to which of our effects.
    answered: BTreeMap<Sender, EffectId>,
    /// Last record's place in each stream that we write.
    streams: BTreeMap<String, u64>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Heard {
    id: EffectId,
    at_ms: i64,
    outcome: Outcome,
}

/// Whether a command came before.
pub(crate) enum Known {
    New,
    Before(Outcome),
    OtherBody,
}

impl Book {
    pub fn known(&self, origin: &Origin, now_ms: i64) -> Known {
        match origin {
            Origin::Request { id, body_hash } => match self.window.find(id, body_hash, now_ms) {
                None => Known::New,
                Some(Before::SameBody(reply)) => Known::Before(Outcome::Done(reply.to_vec())),
                Some(Before::OtherBody) => Known::OtherBody,
            },
            Origin::Effect { from, id } => match self.heard.get(from) {
                Some(heard) if heard.id == *id => Known::Before(heard.outcome.clone()),
                // The sender went on since, so it has our answer.
                Some(heard) if heard.id > *id => Known::Before(Outcome::Done(Vec::new())),
                _ => Known::New,
            },
            Origin::Answer { from, id } if self.is_answered(from, *id) => Known::Before(Outcome::Done(Vec::new())),
            Origin::Answer { .. } | Origin::Plain | Origin::Wake => Known::New,
        }
    }

    pub fn is_answered(&self, by: &Sender, id: EffectId) -> bool {
        self.answered.get(by).is_some_and(|last| *last >= id)
    }

    /// Folds one entry of a commit in.
    pub fn remember(&mut self, origin: &Origin, outcome: &Outcome, at_ms: i64) {
        match (origin, outcome) {
            (Origin::Request { id, body_hash }, Outcome::Done(reply)) => {
                self.window.remember(id, body_hash, at_ms, reply);
            }
            (Origin::Effect { from, id }, outcome) => {
                self.heard.insert(from.clone(), Heard { id: *id, at_ms, outcome: outcome.clone() });
                forget_least(&mut self.heard, |heard| heard.at_ms);
            }
            (Origin::Answer { from, id }, _) => {
                self.answered.insert(from.clone(), *id);
                forget_least(&mut self.answered, |id| *id);
            }
            (Origin::Plain | Origin::Wake | Origin::Request { .. }, _) => {}
        }
    }

    /// Notes a record in a stream and returns the place of the one before it.
    pub fn record(&mut self, stream: &str, place: u64) -> u64 {
        match self.streams.get_mut(stream) {
            Some(last) => std::mem::replace(last, place),
            None => self.streams.insert(stream.to_owned(), place).unwrap_or(0),
        }
    }
}

fn forget_least<V, T: Ord>(map: &mut BTreeMap<Sender, V>, rank: impl Fn(&V) -> T) {
    if map.len() > LANES_MAX
        && let Some(least) = map.iter().min_by_key(|(_, value)| rank(value)).map(|(key, _)| key.clone())
    {
        map.remove(&least);
    }
}

/// A snapshot's body: the noun's part and the host's.
#[derive(Serialize, Deserialize)]
pub(crate) struct Folded<B = Book> {
    pub state: ByteBuf,
    pub book: B,
}
