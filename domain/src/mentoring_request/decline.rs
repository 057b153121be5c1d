use serde::{Deserialize, Serialize};

use super::{Event, MentoringRequest, State};
use crate::core::{At, Command, Decision, text};

/// Whoever is asked says no; a mentor also after a proposal of their own. Declined already it stays so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Decline {
    pub reason: Option<String>,
}

impl Command for Decline {
    const NAME: &'static str = "decline";
    type Entity = MentoringRequest;
    type Reply = ();

    fn decide(self, state: &MentoringRequest, at: &At) -> Decision<Self> {
        let (card, by) = state.own(at)?;
        if card.state == State::Declined {
            return Ok((vec![], ()));
        }
        card.may_decline(by, at.now)?;
        let reason = text::optional_paragraph("reason", self.reason.as_deref(), 1_000)?;
        let reason = reason.map(|reason| at.seal(by, 0, &reason)).transpose()?;
        Ok((vec![Event::Declined { by, to: card.other(by), reason, at: at.now }], ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::testing::*,
        mentoring_request::{accept::tests::started, ask::tests::asked},
    };

    fn decline() -> Decline {
        Decline { reason: Some("No time.".into()) }
    }

    #[test]
    fn the_mentor_declines_once_with_a_reason() {
        let reason = Some(sealed(MENTOR, 2, 0, "No time."));
        let declined = Event::Declined { by: MENTOR, to: STUDENT, reason, at: NOW };
        given([asked()]).by(MENTOR).when(decline()).then([declined.clone()]);
        given([asked(), declined]).by(MENTOR).when(decline()).nothing();
    }

    #[test]
    fn a_student_does_not_decline_their_own_proposal() {
        given([asked()]).by(STUDENT).when(decline()).refused("not_your_turn");
        given([asked()]).by(STRANGER).when(decline()).refused("not_found");
        given([asked(), started()]).by(MENTOR).when(decline()).refused("request_accepting");
    }
}
