use serde::{Deserialize, Serialize};

use super::{Event, Refusal, Rejection, User, state::Status};
use crate::core::{Answer, At, Command, Decision};

/// What the email's reservation said. An answer that comes after the account was decided changes nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TakeAnswer(pub Answer);

impl Command for TakeAnswer {
    const NAME: &'static str = Answer::COMMAND;
    type Entity = User;
    type Reply = ();

    fn decide(self, state: &User, at: &At) -> Decision<Self> {
        if !at.is_system() {
            return Err(Rejection::Forbidden);
        }
        let Status::Pending { reservation, .. } = state.status else {
            return Ok((vec![], ()));
        };
        let done = self.0.outcome.is_done();
        let event = match (self.0.step.as_str(), done) {
            ("claim", true) => Event::EmailClaimed { reservation },
            ("confirm", true) => Event::Activated { at: at.now },
            ("claim", false) => Event::RegistrationRefused { reservation, reason: Refusal::EmailTaken, at: Some(at.now) },
            ("confirm", false) => Event::RegistrationRefused { reservation, reason: Refusal::TimedOut, at: Some(at.now) },
            _ => return Ok((vec![], ())),
        };
        Ok((vec![event], ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::{Effects, Entity, OrganizationId, Outcome, testing::*},
        user::register::tests::{active, registered},
    };

    fn answer(step: &str, outcome: Outcome) -> TakeAnswer {
        TakeAnswer(Answer { step: step.into(), kind: "reservation".into(), from: id(9).into(), position: 1, outcome })
    }

    fn refused(reason: Refusal) -> Event {
        Event::RegistrationRefused { reservation: id(9).into(), reason, at: Some(NOW) }
    }

    #[test]
    fn a_claimed_then_confirmed_email_activates_the_account() {
        let claimed = Event::EmailClaimed { reservation: id(9).into() };
        given([registered()]).when(answer("claim", Outcome::done(&()))).then([claimed.clone()]);
        given([registered(), claimed]).when(answer("confirm", Outcome::done(&()))).then([Event::Activated { at: NOW }]);
    }

    #[test]
    fn a_taken_email_refuses_the_account_and_a_lost_claim_too() {
        let taken = Outcome::Refused("taken".into());
        given([registered()]).when(answer("claim", taken)).then([refused(Refusal::EmailTaken)]);
        let lost = Outcome::Refused("not_held".into());
        given([registered()]).when(answer("confirm", lost)).then([refused(Refusal::TimedOut)]);
    }

    #[test]
    fn nothing_of_a_refused_one_is_kept() {
        let state: User = given([registered(), refused(Refusal::EmailTaken)]).state;
        assert_eq!(state, User { status: Status::Refused, ..User::default() });
        let mut effects = Effects::new(OrganizationId::default(), SELF.into(), 2);
        User::effects(&refused(Refusal::EmailTaken), &mut effects);
        assert_eq!(effects.records[0].stream, super::super::erasure::STREAM);
    }

    #[test]
    fn a_late_answer_changes_nothing() {
        given([registered(), refused(Refusal::TimedOut)]).when(answer("claim", Outcome::done(&()))).nothing();
        given(active([])).when(answer("claim", Outcome::done(&()))).nothing();
    }

    #[test]
    fn nobody_answers_for_the_platform() {
        given([registered()]).by(SELF).when(answer("confirm", Outcome::done(&()))).refused("forbidden");
    }
}
