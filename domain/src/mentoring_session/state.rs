use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{LATE, List, Rating, Rejection, SESSIONS, SessionRow, State, partition, sort};
use crate::{
    call_room,
    core::{At, Effects, Entity, Personal, Rows, Span, Timestamp, UserId, Words},
    mentor, mentor_calendar,
    notifications::{self, Kind, Notification},
};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MentoringSession {
    pub(super) stage: Stage,
    pub(super) card: Option<SessionRow>,
    /// The mentor's calendar knows the slot by it.
    pub(super) hold: Uuid,
}

/// How far the request's saga has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stage {
    #[default]
    New,
    /// Nobody sees it yet.
    Planned,
    /// For all to see.
    Certain,
    Void,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    Planned {
        id: Uuid,
        request: Uuid,
        student: UserId,
        mentor: UserId,
        topic: Words,
        span: Span,
        hold: Uuid,
        channel: Uuid,
        room: Uuid,
    },
    Confirmed,
    Voided,
    Joined {
        user: UserId,
        at: Timestamp,
    },
    /// `by` is absent when it came to its end by itself.
    Completed {
        room: Uuid,
        by: Option<UserId>,
        at: Timestamp,
    },
    Cancelled {
        mentor: UserId,
        other: UserId,
        hold: Uuid,
        room: Uuid,
        by: UserId,
        reason: Option<Personal<String>>,
        at: Timestamp,
    },
    /// Without `to` it is over for both.
    CallClosed {
        to: Option<UserId>,
    },
    Rated {
        mentor: UserId,
        by: UserId,
        stars: u8,
        comment: Option<Personal<String>>,
        at: Timestamp,
    },
}

impl MentoringSession {
    /// Who sees the session: nobody while it is planned.
    pub fn participants(&self) -> Option<[UserId; 2]> {
        self.certain().ok().map(|card| [card.student, card.mentor])
    }

    /// The session that people see.
    pub(super) fn certain(&self) -> Result<&SessionRow, Rejection> {
        self.card.as_ref().filter(|_| self.stage == Stage::Certain).ok_or(Rejection::NotFound)
    }

    /// The session and who of its two participants asks.
    pub(super) fn own(&self, at: &At) -> Result<(&SessionRow, UserId), Rejection> {
        let card = self.certain()?;
        let user = at.user().filter(|user| card.is_participant(*user)).ok_or(Rejection::NotFound)?;
        Ok((card, user))
    }
}

impl Entity for MentoringSession {
    const KIND: &'static str = "mentoring_session";
    const STATE: u32 = 3;
    type Event = Event;
    type Rejection = Rejection;

    fn evolve(&mut self, event: &Event) {
        if let Event::Planned { id, request, student, mentor, topic, span, hold, channel, room } = event {
            self.stage = Stage::Planned;
            self.hold = *hold;
            self.card = Some(SessionRow {
                id: *id,
                request: *request,
                student: *student,
                mentor: *mentor,
                topic: topic.clone(),
                span: *span,
                state: State::Scheduled,
                channel: *channel,
                room: *room,
                joined: BTreeSet::new(),
                rating: None,
                cancelled_by: None,
                completed_by: None,
                reason: None,
                call_ended: false,
                removed: BTreeSet::new(),
            });
        }
        let Some(card) = &mut self.card else { return };
        match event {
            Event::Planned { .. } => {}
            Event::Confirmed => self.stage = Stage::Certain,
            Event::Voided => self.stage = Stage::Void,
            Event::Joined { user, .. } => {
                card.state = State::InProgress;
                card.joined.insert(*user);
            }
            Event::Completed { by, .. } => {
                card.state = State::Completed;
                card.completed_by = *by;
            }
            Event::CallClosed { to: None } => card.call_ended = true,
            Event::CallClosed { to: Some(user) } => {
                card.removed.insert(*user);
            }
            Event::Cancelled { by, reason, .. } => {
                card.state = State::Cancelled;
                card.cancelled_by = Some(*by);
                card.reason.clone_from(reason);
            }
            Event::Rated { stars, comment, at, .. } => {
                card.rating = Some(Rating { stars: *stars, comment: comment.clone(), at: *at });
            }
        }
    }

    fn effects(event: &Event, out: &mut Effects) {
        let session = out.entity.0;
        match event {
            Event::Planned { .. } | Event::Confirmed | Event::Voided | Event::Joined { .. } | Event::CallClosed { .. } => {}
            Event::Completed { room, .. } => out.tell("end", (*room).into(), &call_room::End),
            Event::Cancelled { mentor, other, hold, room, by, at, .. } => {
                out.tell("release", (*mentor).into(), &mentor_calendar::Release { holder: *hold });
                out.tell("end", (*room).into(), &call_room::End);
                let told = Notification::new(*other, Kind::MentoringSessionCancelled, *at).by(*by).session(session);
                out.record(notifications::STREAM, &told);
            }
            Event::Rated { mentor, by, stars, at, .. } => {
                out.tell("rate", (*mentor).into(), &mentor::AddRating { session, stars: *stars });
                let told = Notification::new(*mentor, Kind::MentoringSessionRated, *at).by(*by).session(session);
                out.record(notifications::STREAM, &told);
            }
        }
    }

    fn rows(&self, event: &Event, out: &mut Rows) {
        let Ok(card) = self.certain() else { return };
        let sort = sort(card.span.start, card.id);
        let moved = matches!(event, Event::Completed { .. } | Event::Cancelled { .. });
        for user in [card.student, card.mentor] {
            if moved {
                out.delete(SESSIONS, &partition(user, List::Upcoming), &sort);
            }
            out.put(SESSIONS, &partition(user, card.list()), &sort, card);
        }
    }

    fn due(&self) -> Option<Timestamp> {
        self.certain().ok().filter(|card| card.running()).map(|card| card.span.end + LATE)
    }
}
