//! One acceptance on its way: what it makes, and how far it is.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::core::{Span, Timestamp, UserId, Words};

/// Everything the steps need, so that each event tells its effects alone. Ids are new for each attempt: what a late step of one
/// attempt makes is never taken for another's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Holder of the time in the mentor's calendar.
    pub hold: Uuid,
    pub session: Uuid,
    pub channel: Uuid,
    pub room: Uuid,
    pub student: UserId,
    pub mentor: UserId,
    pub topic: Words,
    pub span: Span,
    /// Who accepted.
    pub by: UserId,
    pub deadline: Timestamp,
}

/// What the saga makes for a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Session,
    Channel,
    Room,
}

/// The attempt in the request's state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Running {
    pub attempt: Attempt,
    pub stage: Stage,
    /// Position of the event that asked last: answers to another are late.
    pub asked: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stage {
    Holding,
    Making { missing: BTreeSet<Part> },
    Confirming,
    Showing,
}

impl Running {
    /// When the attempt is undone. Never once the session is being shown: people may see it, come to it or cancel it before
    /// the answer is here, so from there the saga goes forward only. Nothing can refuse that step any more.
    pub(super) fn gives_up(&self) -> Option<Timestamp> {
        (self.stage != Stage::Showing).then_some(self.attempt.deadline)
    }
}

impl Part {
    pub(super) const ALL: [Self; 3] = [Self::Session, Self::Channel, Self::Room];

    pub(super) fn step(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Channel => "channel",
            Self::Room => "room",
        }
    }
}
