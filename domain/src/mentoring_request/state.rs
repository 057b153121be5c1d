use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Attempt, Part, REQUESTS, Rejection, RequestRow, Setback, Side, State,
    attempt::{Running, Stage},
    effects, partition, sort,
};
use crate::core::{At, Effects, Entity, Personal, Rows, Span, Timestamp, UserId, Words};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MentoringRequest {
    pub(super) card: Option<RequestRow>,
    pub(super) running: Option<Running>,
    /// The time that was accepted, and by whom.
    pub(super) agreed: Option<(Span, UserId)>,
    /// The state before the last event: its row gives way.
    pub(super) before: Option<State>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    Asked {
        id: Uuid,
        student: UserId,
        mentor: UserId,
        topic: Words,
        message: Personal<String>,
        times: Vec<Span>,
        expires_at: Timestamp,
        at: Timestamp,
    },
    Proposed {
        by: UserId,
        to: UserId,
        side: Side,
        times: Vec<Span>,
        note: Option<Personal<String>>,
        expires_at: Timestamp,
        at: Timestamp,
    },
    Declined {
        by: UserId,
        to: UserId,
        reason: Option<Personal<String>>,
        at: Timestamp,
    },
    Withdrawn {
        by: UserId,
        to: UserId,
        at: Timestamp,
    },
    Expired {
        student: UserId,
        mentor: UserId,
        at: Timestamp,
    },
    /// The saga begins: ask the calendar. `asked` is the event's own position, here and below.
    AcceptStarted {
        attempt: Attempt,
        asked: u64,
    },
    /// The time is held: make the parts.
    Held {
        attempt: Attempt,
        asked: u64,
    },
    PartMade {
        part: Part,
    },
    /// All parts are there: confirm the time.
    PartsMade {
        attempt: Attempt,
        asked: u64,
    },
    /// The time is the session's: show it.
    SlotConfirmed {
        attempt: Attempt,
        asked: u64,
    },
    Accepted {
        session: Uuid,
        by: UserId,
        to: UserId,
        at: Timestamp,
    },
    /// The saga failed: undo it. `made` when parts were asked for.
    Reopened {
        attempt: Attempt,
        setback: Setback,
        made: bool,
        at: Timestamp,
    },
}

impl MentoringRequest {
    /// Whom the request concerns.
    pub fn people(&self) -> Option<[UserId; 2]> {
        self.card.as_ref().map(|card| [card.student, card.mentor])
    }

    /// The request and who of its two people asks.
    pub(super) fn own(&self, at: &At) -> Result<(&RequestRow, UserId), Rejection> {
        let card = self.card.as_ref().ok_or(Rejection::NotFound)?;
        let user = at.user().filter(|user| card.side(*user).is_some()).ok_or(Rejection::NotFound)?;
        Ok((card, user))
    }

    /// The event that gives the running attempt up.
    pub(super) fn reopened(running: &Running, setback: Setback, at: Timestamp) -> Event {
        let made = running.stage != Stage::Holding;
        Event::Reopened { attempt: running.attempt.clone(), setback, made, at }
    }

    fn step(&mut self, attempt: &Attempt, asked: u64, stage: Stage) {
        self.running = Some(Running { attempt: attempt.clone(), stage, asked });
    }

    fn close(card: &mut RequestRow, state: State) {
        card.state = state;
        card.setback = None;
    }
}

impl RequestRow {
    pub(super) fn other(&self, user: UserId) -> UserId {
        if user == self.student { self.mentor } else { self.student }
    }
}

impl Entity for MentoringRequest {
    const KIND: &'static str = "mentoring_request";
    const STATE: u32 = 3; // 2 would read states of 1, whose card does not count
    type Event = Event;
    type Rejection = Rejection;

    fn evolve(&mut self, event: &Event) {
        self.before = self.card.as_ref().map(|card| card.state);
        match event {
            Event::Asked { id, student, mentor, topic, message, times, expires_at, at } => {
                self.card = Some(RequestRow {
                    id: *id,
                    student: *student,
                    mentor: *mentor,
                    topic: topic.clone(),
                    message: message.clone(),
                    times: times.clone(),
                    proposed_by: Side::Student,
                    note: None,
                    state: State::Open,
                    reason: None,
                    setback: None,
                    expires_at: *expires_at,
                    session: None,
                    created_at: *at,
                    rounds: 0,
                });
            }
            Event::AcceptStarted { attempt, asked } => self.step(attempt, *asked, Stage::Holding),
            Event::Held { attempt, asked } => {
                self.step(attempt, *asked, Stage::Making { missing: Part::ALL.into() });
            }
            Event::PartMade { part } => {
                if let Some(Running { stage: Stage::Making { missing }, .. }) = &mut self.running {
                    missing.remove(part);
                }
            }
            Event::PartsMade { attempt, asked } => self.step(attempt, *asked, Stage::Confirming),
            Event::SlotConfirmed { attempt, asked } => self.step(attempt, *asked, Stage::Showing),
            Event::Accepted { by, .. } => self.agreed = self.running.take().map(|running| (running.attempt.span, *by)),
            Event::Reopened { .. } => self.running = None,
            Event::Proposed { .. } | Event::Declined { .. } | Event::Withdrawn { .. } | Event::Expired { .. } => {}
        }
        let Some(card) = &mut self.card else { return };
        match event {
            Event::Proposed { side, times, note, expires_at, .. } => {
                card.proposed_by = *side;
                card.times.clone_from(times);
                card.note.clone_from(note);
                card.expires_at = *expires_at;
                card.setback = None;
                card.rounds += 1;
            }
            Event::Declined { reason, .. } => {
                Self::close(card, State::Declined);
                card.reason.clone_from(reason);
            }
            Event::Withdrawn { .. } => Self::close(card, State::Withdrawn),
            Event::Expired { .. } => Self::close(card, State::Expired),
            Event::AcceptStarted { .. } => Self::close(card, State::Accepting),
            Event::Accepted { session, .. } => {
                Self::close(card, State::Accepted);
                card.session = Some(*session);
            }
            Event::Reopened { setback, .. } => {
                card.state = State::Open;
                card.setback = Some(*setback);
            }
            Event::Asked { .. }
            | Event::Held { .. }
            | Event::PartMade { .. }
            | Event::PartsMade { .. }
            | Event::SlotConfirmed { .. } => {}
        }
    }

    fn effects(event: &Event, out: &mut Effects) {
        effects::of(event, out);
    }

    fn rows(&self, _: &Event, out: &mut Rows) {
        let Some(card) = &self.card else { return };
        let sort = sort(card.created_at, card.id);
        for (user, side) in [(card.student, Side::Student), (card.mentor, Side::Mentor)] {
            if let Some(before) = self.before.filter(|before| *before != card.state) {
                out.delete(REQUESTS, &partition(user, side, Some(before)), &sort);
            }
            out.put(REQUESTS, &partition(user, side, Some(card.state)), &sort, card);
            out.put(REQUESTS, &partition(user, side, None), &sort, card);
        }
    }

    fn due(&self) -> Option<Timestamp> {
        let card = self.card.as_ref()?;
        match card.state {
            State::Open => Some(card.expires_at),
            State::Accepting => self.running.as_ref().and_then(Running::gives_up),
            _ => None,
        }
    }
}
