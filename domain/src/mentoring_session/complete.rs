use serde::{Deserialize, Serialize};

use super::{Event, MentoringSession, State};
use crate::core::{At, Command, Decision};

/// The mentor ends the session: once it began, or once somebody came. Completed already it stays so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Complete;

impl Command for Complete {
    const NAME: &'static str = "complete";
    type Entity = MentoringSession;
    type Reply = ();

    fn decide(self, state: &MentoringSession, at: &At) -> Decision<Self> {
        let (card, user) = state.own(at)?;
        if card.state == State::Completed && user == card.mentor {
            return Ok((vec![], ()));
        }
        card.may_complete(user, at.now)?;
        Ok((vec![Event::Completed { room: card.room, by: Some(user), at: at.now }], ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::{Duration, testing::*},
        mentoring_session::plan::tests::scheduled,
    };

    #[test]
    fn the_mentor_completes_what_has_begun() {
        let start = Duration::from_hours(3);
        let completed = Event::Completed { room: id(8), by: Some(MENTOR), at: NOW + start };
        given(scheduled([])).by(MENTOR).after(start).when(Complete).then([completed.clone()]);
        given(scheduled([completed])).by(MENTOR).after(start).when(Complete).nothing();
        given(scheduled([])).by(MENTOR).when(Complete).refused("session_too_early");
    }

    #[test]
    fn a_session_that_people_came_to_early_may_end_early() {
        let joined = Event::Joined { user: STUDENT, at: NOW };
        given(scheduled([joined])).by(MENTOR).when(Complete).taken();
    }

    #[test]
    fn the_student_and_strangers_do_not() {
        let start = Duration::from_hours(3);
        given(scheduled([])).by(STUDENT).after(start).when(Complete).refused("forbidden");
        given(scheduled([])).by(STRANGER).after(start).when(Complete).refused("not_found");
    }
}
