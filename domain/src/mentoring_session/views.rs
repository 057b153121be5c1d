use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Rejection;
use crate::core::{Duration, Personal, Span, Table, Timestamp, UserId, Words, key};

/// Sessions of a person, those ahead and those over apart. Partition: [`partition`]; sort: [`sort`] by the start: read what is
/// ahead forward, what is over in reverse.
pub const SESSIONS: Table = Table("mentoring_sessions");

/// How long before the start people may come.
pub const EARLY: Duration = Duration::from_mins(15);
/// How long after the end they may stay.
pub const LATE: Duration = Duration::from_mins(15);
/// A student cancels up to so long before the start.
pub const CUT_OFF: Duration = Duration::from_hours(2);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Scheduled,
    InProgress,
    Completed,
    Cancelled,
}

/// Which list of a person's sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    Upcoming,
    Past,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    pub id: Uuid,
    pub request: Uuid,
    pub student: UserId,
    pub mentor: UserId,
    pub topic: Words,
    pub span: Span,
    pub state: State,
    pub channel: Uuid,
    pub room: Uuid,
    /// Who has come.
    pub joined: BTreeSet<UserId>,
    pub rating: Option<Rating>,
    pub cancelled_by: Option<UserId>,
    /// The mentor, unless it came to its end by itself.
    #[serde(default)]
    pub completed_by: Option<UserId>,
    pub reason: Option<Personal<String>>,
    #[serde(default)]
    pub call_ended: bool,
    /// Whom the host has removed from the call.
    #[serde(default)]
    pub removed: BTreeSet<UserId>,
}

/// Why somebody does not come into the call any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallClosed {
    Ended,
    Removed,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    pub stars: u8,
    pub comment: Option<Personal<String>>,
    pub at: Timestamp,
}

/// What a person may do now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "one answer per action, as the API shows them")]
pub struct Can {
    pub join: bool,
    pub cancel: bool,
    pub complete: bool,
    pub rate: bool,
}

/// When the room of a session at `span` takes people.
pub fn call_times(span: Span) -> Span {
    Span { start: span.start - EARLY, end: span.end + LATE }
}

impl SessionRow {
    pub fn can(&self, user: UserId, now: Timestamp) -> Can {
        Can {
            join: self.may_join(user, now).is_ok(),
            cancel: self.may_cancel(user, now).is_ok(),
            complete: self.may_complete(user, now).is_ok(),
            rate: self.may_rate(user).is_ok(),
        }
    }

    pub fn is_participant(&self, user: UserId) -> bool {
        user == self.student || user == self.mentor
    }

    pub fn call_closed(&self, user: UserId) -> Option<CallClosed> {
        let removed = self.removed.contains(&user).then_some(CallClosed::Removed);
        removed.or(self.call_ended.then_some(CallClosed::Ended))
    }

    pub(super) fn list(&self) -> List {
        if self.running() { List::Upcoming } else { List::Past }
    }

    pub(super) fn running(&self) -> bool {
        matches!(self.state, State::Scheduled | State::InProgress)
    }

    pub(super) fn may_join(&self, user: UserId, now: Timestamp) -> Result<(), Rejection> {
        let times = call_times(self.span);
        match () {
            () if !self.is_participant(user) => Err(Rejection::NotFound),
            () if !self.running() || now >= times.end => Err(Rejection::Over),
            () if now < times.start => Err(Rejection::TooEarly),
            () if self.call_closed(user).is_some() => Err(Rejection::Over),
            () => Ok(()),
        }
    }

    pub(super) fn may_cancel(&self, user: UserId, now: Timestamp) -> Result<(), Rejection> {
        let last = if user == self.student { self.span.start - CUT_OFF } else { self.span.start };
        match self.state {
            _ if !self.is_participant(user) => Err(Rejection::NotFound),
            State::Scheduled if now < last => Ok(()),
            State::Scheduled => Err(Rejection::TooLate),
            State::InProgress => Err(Rejection::InProgress),
            State::Completed | State::Cancelled => Err(Rejection::Over),
        }
    }

    pub(super) fn may_complete(&self, user: UserId, now: Timestamp) -> Result<(), Rejection> {
        match self.state {
            _ if user == self.student => Err(Rejection::Forbidden),
            _ if user != self.mentor => Err(Rejection::NotFound),
            State::Scheduled if now < self.span.start => Err(Rejection::TooEarly),
            State::Scheduled | State::InProgress => Ok(()),
            State::Completed | State::Cancelled => Err(Rejection::Over),
        }
    }

    pub(super) fn may_rate(&self, user: UserId) -> Result<(), Rejection> {
        let met = self.joined.len() == 2;
        let took_part = self.joined.contains(&self.student) || self.completed_by.is_some();
        match self.state {
            _ if user == self.mentor => Err(Rejection::Forbidden),
            _ if user != self.student => Err(Rejection::NotFound),
            _ if self.rating.is_some() => Err(Rejection::AlreadyRated),
            State::Completed if took_part => Ok(()),
            State::Completed => Err(Rejection::NotThere),
            State::InProgress if met => Ok(()),
            State::Scheduled | State::InProgress => Err(Rejection::NotYet),
            State::Cancelled => Err(Rejection::Over),
        }
    }
}

pub fn partition(user: UserId, list: List) -> Vec<u8> {
    let list = match list {
        List::Upcoming => b'u',
        List::Past => b'p',
    };
    key::join(&[user.0.as_bytes(), &[list]])
}

pub fn sort(start: Timestamp, session: Uuid) -> Vec<u8> {
    key::by_time(start, session)
}
