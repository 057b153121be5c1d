use serde::{Deserialize, Serialize};

use super::{Event, MentoringRequest, State};
use crate::core::{At, Command, Decision};

/// The student no longer asks. Withdrawn already it stays so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Withdraw;

impl Command for Withdraw {
    const NAME: &'static str = "withdraw";
    type Entity = MentoringRequest;
    type Reply = ();

    fn decide(self, state: &MentoringRequest, at: &At) -> Decision<Self> {
        let (card, by) = state.own(at)?;
        if card.state == State::Withdrawn && by == card.student {
            return Ok((vec![], ()));
        }
        card.may_withdraw(by, at.now)?;
        Ok((vec![Event::Withdrawn { by, to: card.other(by), at: at.now }], ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::testing::*,
        mentoring_request::{accept::tests::started, ask::tests::asked},
    };

    #[test]
    fn the_student_withdraws_once() {
        let withdrawn = Event::Withdrawn { by: STUDENT, to: MENTOR, at: NOW };
        given([asked()]).by(STUDENT).when(Withdraw).then([withdrawn.clone()]);
        given([asked(), withdrawn]).by(STUDENT).when(Withdraw).nothing();
    }

    #[test]
    fn not_the_mentor_not_a_stranger_and_not_while_it_is_accepted() {
        given([asked()]).by(MENTOR).when(Withdraw).refused("not_your_turn");
        given([asked()]).by(STRANGER).when(Withdraw).refused("not_found");
        given([asked(), started()]).by(STUDENT).when(Withdraw).refused("request_accepting");
    }
}
