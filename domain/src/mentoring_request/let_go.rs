use serde::{Deserialize, Serialize};

use super::{Event, MentoringRequest, Rejection, Setback, Side, State, attempt::Stage};
use crate::core::{At, Command, Decision, UserId};

/// The account of one of the two has ended: what is open is withdrawn or declined in their name, an acceptance under way is
/// undone first. The reply says whether there is nothing left to do; else it is asked again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LetGo {
    pub person: UserId,
}

impl Command for LetGo {
    const NAME: &'static str = "let_go";
    type Entity = MentoringRequest;
    type Reply = bool;

    fn decide(self, state: &MentoringRequest, at: &At) -> Decision<Self> {
        if !at.is_system() {
            return Err(Rejection::Forbidden);
        }
        let by = self.person;
        let Some((card, side)) = state.card.as_ref().and_then(|card| Some((card, card.side(by)?))) else {
            return Ok((vec![], true));
        };
        let to = card.other(by);
        Ok(match (card.state, side, &state.running) {
            (State::Open, Side::Student, _) => (vec![Event::Withdrawn { by, to, at: at.now }], true),
            (State::Open, Side::Mentor, _) => (vec![Event::Declined { by, to, reason: None, at: at.now }], true),
            // the session may be seen already: it is the session's to cancel
            (State::Accepting, _, Some(running)) if running.stage == Stage::Showing => (vec![], false),
            (State::Accepting, _, Some(running)) => (vec![MentoringRequest::reopened(running, Setback::Failed, at.now)], false),
            _ => (vec![], true),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::testing::*,
        mentoring_request::{
            accept::tests::{attempt, started},
            ask::tests::asked,
        },
    };

    fn let_go(person: UserId) -> LetGo {
        LetGo { person }
    }

    #[test]
    fn what_is_open_ends_in_the_name_of_whoever_goes() {
        let withdrawn = Event::Withdrawn { by: STUDENT, to: MENTOR, at: NOW };
        assert!(given([asked()]).when(let_go(STUDENT)).then([withdrawn.clone()]));
        let declined = Event::Declined { by: MENTOR, to: STUDENT, reason: None, at: NOW };
        assert!(given([asked()]).when(let_go(MENTOR)).then([declined]));
        assert!(given([asked(), withdrawn]).when(let_go(MENTOR)).nothing());
    }

    #[test]
    fn an_acceptance_under_way_is_undone_before() {
        let (attempt, made) = (attempt(MENTOR), false);
        let reopened = Event::Reopened { attempt, setback: Setback::Failed, made, at: NOW };
        assert!(!given([asked(), started()]).when(let_go(MENTOR)).then([reopened]));
    }

    #[test]
    fn one_whose_session_is_being_shown_is_waited_for() {
        let shown = Event::SlotConfirmed { attempt: attempt(MENTOR), asked: 3 };
        assert!(!given([asked(), started(), shown]).when(let_go(MENTOR)).nothing());
    }

    #[test]
    fn others_have_no_part_in_it_and_people_do_not_ask() {
        assert!(given([asked()]).when(let_go(STRANGER)).nothing());
        assert!(given([]).when(let_go(STUDENT)).nothing());
        given([asked()]).by(STUDENT).when(let_go(STUDENT)).refused("forbidden");
    }
}
