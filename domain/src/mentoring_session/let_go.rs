use serde::{Deserialize, Serialize};

use super::{Event, MentoringSession, Rejection, State};
use crate::core::{At, Command, Decision, UserId};

/// The account of one of the two has ended: a session to come is cancelled in their name, whenever it is; one under way is over.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LetGo {
    pub person: UserId,
}

impl Command for LetGo {
    const NAME: &'static str = "let_go";
    type Entity = MentoringSession;
    type Reply = ();

    fn decide(self, state: &MentoringSession, at: &At) -> Decision<Self> {
        if !at.is_system() {
            return Err(Rejection::Forbidden);
        }
        let Some(card) = state.certain().ok().filter(|card| card.is_participant(self.person)) else {
            return Ok((vec![], ()));
        };
        let (by, mentor, room, hold) = (self.person, card.mentor, card.room, state.hold);
        let other = if by == card.student { card.mentor } else { card.student };
        let events = match card.state {
            State::Scheduled => vec![Event::Cancelled { mentor, other, hold, room, by, reason: None, at: at.now }],
            State::InProgress => vec![Event::Completed { room, by: None, at: at.now }],
            State::Completed | State::Cancelled => vec![],
        };
        Ok((events, ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{core::testing::*, mentoring_session::plan::tests::scheduled};

    #[test]
    fn a_session_to_come_is_cancelled_even_when_it_is_late() {
        for person in [STUDENT, MENTOR] {
            let (events, ()) = given(scheduled([])).when(LetGo { person }).taken();
            assert!(matches!(&events[..], [Event::Cancelled { by, reason: None, .. }] if *by == person), "{events:?}");
            given(scheduled(events)).when(LetGo { person }).nothing();
        }
    }

    #[test]
    fn one_under_way_is_over() {
        let (events, ()) = given(scheduled([Event::Joined { user: MENTOR, at: NOW }])).when(LetGo { person: STUDENT }).taken();
        assert!(matches!(&events[..], [Event::Completed { by: None, .. }]), "{events:?}");
    }

    #[test]
    fn others_have_no_part_in_it_and_people_do_not_ask() {
        given(scheduled([])).when(LetGo { person: STRANGER }).nothing();
        given([]).when(LetGo { person: STUDENT }).nothing();
        given(scheduled([])).by(STUDENT).when(LetGo { person: STUDENT }).refused("forbidden");
    }
}
