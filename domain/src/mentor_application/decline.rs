use serde::{Deserialize, Serialize};

use super::{Event, MentorApplication, Rejection, State};
use crate::core::{At, Command, Decision, text};

/// An administrator declines, with a reason for the applicant, who must be among the request's persons: the reason is sealed
/// with their key. Declined already it stays so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Decline {
    pub reason: String,
}

impl Command for Decline {
    const NAME: &'static str = "decline";
    type Entity = MentorApplication;
    type Reply = ();

    fn decide(self, state: &MentorApplication, at: &At) -> Decision<Self> {
        let card = state.judged(at)?;
        match card.state {
            State::Declined => Ok((vec![], ())),
            State::Approved => Err(Rejection::Decided),
            State::Pending => {
                let reason = at.seal(card.applicant, 0, &text::paragraph("reason", &self.reason, 1_000)?)?;
                Ok((vec![Event::Declined { applicant: card.applicant, reason, by: at.user(), at: at.now }], ()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{core::testing::*, mentor_application::apply::tests::applied};

    fn decline() -> Decline {
        Decline { reason: "Not yet.".into() }
    }

    fn declined() -> Event {
        Event::Declined { applicant: SELF, reason: sealed(SELF, 2, 0, "Not yet."), by: Some(ADMIN), at: NOW }
    }

    #[test]
    fn an_administrator_declines_once_with_a_reason() {
        given([applied()]).by(ADMIN).when(decline()).then([declined()]);
        given([applied(), declined()]).by(ADMIN).when(decline()).nothing();
        given([applied()]).by(ADMIN).when(Decline { reason: String::new() }).refused("text_empty");
    }

    #[test]
    fn nobody_else_declines() {
        given([applied()]).by(SELF).when(decline()).refused("forbidden");
        given([applied()]).by(MENTOR).when(decline()).refused("not_found");
    }
}
