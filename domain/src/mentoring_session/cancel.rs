use serde::{Deserialize, Serialize};

use super::{Event, MentoringSession, State};
use crate::core::{At, Command, Decision, text};

/// A participant calls the session off: the student up to [`super::CUT_OFF`] before the start, the mentor until the start.
/// Cancelled already it stays so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Cancel {
    pub reason: Option<String>,
}

impl Command for Cancel {
    const NAME: &'static str = "cancel";
    type Entity = MentoringSession;
    type Reply = ();

    fn decide(self, state: &MentoringSession, at: &At) -> Decision<Self> {
        let (card, by) = state.own(at)?;
        if card.state == State::Cancelled {
            return Ok((vec![], ()));
        }
        card.may_cancel(by, at.now)?;
        let reason = text::optional_paragraph("reason", self.reason.as_deref(), 1_000)?;
        let reason = reason.map(|reason| at.seal(by, 0, &reason)).transpose()?;
        let other = if by == card.student { card.mentor } else { card.student };
        let (mentor, room, hold) = (card.mentor, card.room, state.hold);
        Ok((vec![Event::Cancelled { mentor, other, hold, room, by, reason, at: at.now }], ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::{Duration, UserId, testing::*},
        mentoring_session::plan::tests::scheduled,
    };

    fn cancel() -> Cancel {
        Cancel { reason: Some("Ill.".into()) }
    }

    fn cancelled(by: UserId, other: UserId) -> Event {
        let reason = Some(sealed(by, 3, 0, "Ill."));
        Event::Cancelled { mentor: MENTOR, other, hold: id(6), room: id(8), by, reason, at: NOW }
    }

    #[test]
    fn either_participant_cancels_in_time_and_once() {
        given(scheduled([])).by(STUDENT).when(cancel()).then([cancelled(STUDENT, MENTOR)]);
        given(scheduled([])).by(MENTOR).when(cancel()).then([cancelled(MENTOR, STUDENT)]);
        given(scheduled([cancelled(MENTOR, STUDENT)])).by(STUDENT).when(cancel()).nothing();
    }

    #[test]
    fn the_cut_off_is_the_students_and_the_start_is_the_mentors() {
        let hour = Duration::from_hours(1);
        given(scheduled([])).by(STUDENT).after(hour).when(cancel()).refused("too_late_to_cancel");
        given(scheduled([])).by(MENTOR).after(hour).when(cancel()).taken();
        given(scheduled([])).by(MENTOR).after(Duration::from_hours(3)).when(cancel()).refused("too_late_to_cancel");
    }

    #[test]
    fn what_runs_or_is_over_is_not_cancelled() {
        let joined = Event::Joined { user: STUDENT, at: NOW };
        given(scheduled([joined])).by(MENTOR).when(cancel()).refused("session_in_progress");
        let completed = Event::Completed { room: id(8), by: None, at: NOW };
        given(scheduled([completed])).by(MENTOR).when(cancel()).refused("session_over");
        given(scheduled([])).by(STRANGER).when(cancel()).refused("not_found");
        given(scheduled([])).by(ADMIN).when(cancel()).refused("not_found");
    }
}
