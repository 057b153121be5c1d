use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ROUNDS_MAX, Rejection};
use crate::core::{Personal, Span, Table, Timestamp, UserId, Words, key};

/// A request in the lists of its student and its mentor, of one state and of all. Partition: [`partition`]; sort: [`sort`], read
/// in reverse for the newest first.
pub const REQUESTS: Table = Table("mentoring_requests");

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Open,
    Accepting,
    Accepted,
    Declined,
    Withdrawn,
    Expired,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Student,
    Mentor,
}

/// Why an acceptance came to nothing and the request is open again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Setback {
    MentorNotFree,
    TimePassed,
    TimedOut,
    /// A step was refused for a reason of the platform's own.
    Failed,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestRow {
    pub id: Uuid,
    pub student: UserId,
    pub mentor: UserId,
    pub topic: Words,
    pub message: Personal<String>,
    pub times: Vec<Span>,
    pub proposed_by: Side,
    /// What the last proposal said beside its times.
    pub note: Option<Personal<String>>,
    pub state: State,
    /// Why it was declined.
    pub reason: Option<Personal<String>>,
    /// Why it is open again.
    pub setback: Option<Setback>,
    pub expires_at: Timestamp,
    pub session: Option<Uuid>,
    pub created_at: Timestamp,
    /// Proposals so far.
    #[serde(default)]
    pub rounds: u32,
}

/// What a person may do now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "one answer per action, as the API shows them")]
pub struct Can {
    pub accept: bool,
    pub decline: bool,
    pub propose: bool,
    pub withdraw: bool,
}

impl RequestRow {
    pub fn can(&self, user: UserId, now: Timestamp) -> Can {
        let turn = self.turn(user, now).is_ok();
        Can {
            accept: turn && self.times.iter().any(|time| now < time.start),
            decline: self.may_decline(user, now).is_ok(),
            propose: self.may_propose(user, now).is_ok(),
            withdraw: self.may_withdraw(user, now).is_ok(),
        }
    }

    pub fn side(&self, user: UserId) -> Option<Side> {
        match user {
            user if user == self.student => Some(Side::Student),
            user if user == self.mentor => Some(Side::Mentor),
            _ => None,
        }
    }

    /// That the request waits for an answer: which of the two is asking.
    pub(super) fn open(&self, user: UserId, now: Timestamp) -> Result<Side, Rejection> {
        let side = self.side(user).ok_or(Rejection::NotFound)?;
        match self.state {
            State::Open if now < self.expires_at => Ok(side),
            State::Accepting => Err(Rejection::Accepting),
            _ => Err(Rejection::Closed),
        }
    }

    /// That it waits for this person's answer.
    pub(super) fn turn(&self, user: UserId, now: Timestamp) -> Result<Side, Rejection> {
        let side = self.open(user, now)?;
        if side == self.proposed_by { Err(Rejection::NotYourTurn) } else { Ok(side) }
    }

    pub(super) fn may_propose(&self, user: UserId, now: Timestamp) -> Result<Side, Rejection> {
        let side = self.turn(user, now)?;
        if self.rounds >= ROUNDS_MAX { Err(Rejection::TooManyRounds) } else { Ok(side) }
    }

    /// A mentor declines even after a proposal of their own; a student withdraws instead.
    pub(super) fn may_decline(&self, user: UserId, now: Timestamp) -> Result<Side, Rejection> {
        match self.open(user, now)? {
            Side::Mentor => Ok(Side::Mentor),
            Side::Student => self.turn(user, now),
        }
    }

    pub(super) fn may_withdraw(&self, user: UserId, now: Timestamp) -> Result<(), Rejection> {
        match self.open(user, now)? {
            Side::Student => Ok(()),
            Side::Mentor => Err(Rejection::NotYourTurn),
        }
    }
}

/// A person's requests as student or as mentor, of one state or of all.
pub fn partition(user: UserId, side: Side, state: Option<State>) -> Vec<u8> {
    let side = match side {
        Side::Student => b's',
        Side::Mentor => b'm',
    };
    let state = match state {
        None => b'*',
        Some(State::Open) => b'o',
        Some(State::Accepting) => b'i',
        Some(State::Accepted) => b'a',
        Some(State::Declined) => b'd',
        Some(State::Withdrawn) => b'w',
        Some(State::Expired) => b'e',
    };
    key::join(&[user.0.as_bytes(), &[side, state]])
}

pub fn sort(created_at: Timestamp, request: Uuid) -> Vec<u8> {
    key::by_time(created_at, request)
}
