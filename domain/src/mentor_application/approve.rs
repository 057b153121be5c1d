use serde::{Deserialize, Serialize};

use super::{Event, MentorApplication, Rejection, State};
use crate::core::{At, Command, Decision};

/// An administrator makes the applicant a mentor. Approved already it stays so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Approve;

impl Command for Approve {
    const NAME: &'static str = "approve";
    type Entity = MentorApplication;
    type Reply = ();

    fn decide(self, state: &MentorApplication, at: &At) -> Decision<Self> {
        let card = state.judged(at)?;
        match card.state {
            State::Approved => Ok((vec![], ())),
            State::Declined => Err(Rejection::Decided),
            State::Pending => {
                let (topics, headline) = (card.topics.clone(), card.headline.clone());
                let approved = Event::Approved { applicant: card.applicant, topics, headline, by: at.user(), at: at.now };
                Ok((vec![approved], ()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{core::testing::*, mentor_application::apply::tests::applied};

    fn approved() -> Event {
        let Event::Applied { topics, headline, .. } = applied() else { panic!("an application") };
        Event::Approved { applicant: SELF, topics, headline, by: Some(ADMIN), at: NOW }
    }

    #[test]
    fn an_administrator_approves_once() {
        given([applied()]).by(ADMIN).when(Approve).then([approved()]);
        given([applied(), approved()]).by(ADMIN).when(Approve).nothing();
    }

    #[test]
    fn a_declined_one_stays_declined() {
        let declined = Event::Declined { applicant: SELF, reason: sealed(SELF, 2, 0, "no"), by: Some(ADMIN), at: NOW };
        given([applied(), declined]).by(ADMIN).when(Approve).refused("application_decided");
    }

    #[test]
    fn nobody_else_approves() {
        given([applied()]).by(SELF).when(Approve).refused("forbidden");
        given([applied()]).by(STRANGER).when(Approve).refused("not_found");
        given([]).by(ADMIN).when(Approve).refused("not_found");
    }
}
