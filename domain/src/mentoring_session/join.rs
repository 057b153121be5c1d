use serde::{Deserialize, Serialize};

use super::{Event, MentoringSession};
use crate::core::{At, Command, Decision};

/// A participant has come into the call: told by the call room's actor in the person's name. Here already they stay so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Join;

impl Command for Join {
    const NAME: &'static str = "join";
    type Entity = MentoringSession;
    type Reply = ();

    fn decide(self, state: &MentoringSession, at: &At) -> Decision<Self> {
        let (card, user) = state.own(at)?;
        card.may_join(user, at.now)?;
        Ok((if card.joined.contains(&user) { vec![] } else { vec![Event::Joined { user, at: at.now }] }, ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::{Duration, testing::*},
        mentoring_session::plan::tests::scheduled,
    };

    const BEFORE: Duration = Duration::from_mins(170);

    #[test]
    fn a_participant_comes_once_from_a_quarter_of_an_hour_before() {
        let joined = Event::Joined { user: STUDENT, at: NOW + BEFORE };
        given(scheduled([])).by(STUDENT).after(BEFORE).when(Join).then([joined.clone()]);
        given(scheduled([joined])).by(STUDENT).after(BEFORE).when(Join).nothing();
        given(scheduled([])).by(STUDENT).when(Join).refused("session_too_early");
    }

    #[test]
    fn nobody_comes_when_it_is_over_and_no_stranger_ever() {
        given(scheduled([])).by(STRANGER).after(BEFORE).when(Join).refused("not_found");
        given(scheduled([])).by(STUDENT).after(Duration::from_mins(255)).when(Join).refused("session_over");
        let completed = Event::Completed { room: id(8), by: None, at: NOW };
        given(scheduled([completed])).by(STUDENT).after(BEFORE).when(Join).refused("session_over");
    }
}
