use serde::{Deserialize, Serialize};

use super::{Rejection, User, state::Status};
use crate::core::{Actor, At, Command, Decision, UserId, Words};

/// What the gateway needs to check a password. No operation shows it to anybody.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ShowCredential;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credential {
    /// PHC string, which the person's key opens.
    pub phc: Words,
    /// To name when acting on the outcome, so that a password changed meanwhile is noticed.
    pub version: u32,
}

impl Command for ShowCredential {
    const NAME: &'static str = "show_credential";
    type Entity = User;
    type Reply = Credential;

    fn decide(self, state: &User, at: &At) -> Decision<Self> {
        if !(at.is_system() || at.actor == Actor::Anonymous || at.is_user(UserId(at.entity.0))) {
            return Err(Rejection::NotFound);
        }
        if state.status == Status::Refused {
            return Err(Rejection::Refused);
        }
        state.active()?;
        Ok((vec![], Credential { phc: state.credential.clone(), version: state.credential_version }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::testing::*,
        user::{
            Event, Refusal,
            register::tests::{PHC, active, registered},
        },
    };

    #[test]
    fn an_active_account_has_a_credential_to_check() {
        let shown = given(active([])).by_actor(Actor::Anonymous).when(ShowCredential).nothing();
        assert_eq!((shown.phc.read(&keys()).as_deref(), shown.version), (Some(PHC), 1));
    }

    #[test]
    fn a_pending_account_does_not_sign_in_and_others_never_see_it() {
        given([registered()]).by_actor(Actor::Anonymous).when(ShowCredential).refused("account_pending");
        given(active([])).by(ADMIN).when(ShowCredential).refused("not_found");
        let refused = Event::RegistrationRefused { reservation: id(9).into(), reason: Refusal::EmailTaken, at: Some(NOW) };
        given([registered(), refused]).by_actor(Actor::Anonymous).when(ShowCredential).refused("registration_refused");
    }
}
