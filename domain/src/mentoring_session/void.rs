use serde::{Deserialize, Serialize};

use super::{Event, MentoringSession, Rejection, state::Stage};
use crate::core::{At, Command, Decision};

/// The saga gave the session up before it became certain: nobody ever sees it. Void, or never planned, it stays so; and what
/// people have seen is theirs to cancel, not the saga's to take away.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Void;

impl Command for Void {
    const NAME: &'static str = "void";
    type Entity = MentoringSession;
    type Reply = ();

    fn decide(self, state: &MentoringSession, at: &At) -> Decision<Self> {
        if !at.is_system() {
            return Err(Rejection::Forbidden);
        }
        Ok((if state.stage == Stage::Planned { vec![Event::Voided] } else { vec![] }, ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::testing::*,
        mentoring_session::plan::tests::{planned, scheduled},
    };

    #[test]
    fn a_planned_session_is_given_up_once() {
        given([planned()]).when(Void).then([Event::Voided]);
        given([planned(), Event::Voided]).when(Void).nothing();
        given([]).when(Void).nothing();
        given([planned()]).by(MENTOR).when(Void).refused("forbidden");
    }

    #[test]
    fn what_people_have_seen_is_not_taken_away() {
        given(scheduled([])).when(Void).nothing();
        given(scheduled([Event::Joined { user: MENTOR, at: NOW }])).when(Void).nothing();
    }
}
