use serde::{Deserialize, Serialize};

use super::{Event, Refusal, User, state::Status};
use crate::core::{At, Command, Decision, Entity};

/// Wakes the account: one whose email did not answer in time is given up and the email freed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Due;

impl Command for Due {
    const NAME: &'static str = User::WAKE;
    type Entity = User;
    type Reply = ();

    fn decide(self, state: &User, at: &At) -> Decision<Self> {
        let events = match state.status {
            Status::Pending { reservation, until } if at.now >= until => {
                vec![Event::RegistrationRefused { reservation, reason: Refusal::TimedOut, at: Some(at.now) }]
            }
            _ => vec![],
        };
        Ok((events, ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::testing::*,
        user::{
            REGISTRATION_TIME,
            register::tests::{active, registered},
        },
    };

    #[test]
    fn a_registration_times_out_at_its_end_and_not_before() {
        let refused = Event::RegistrationRefused {
            reservation: id(9).into(),
            reason: Refusal::TimedOut,
            at: Some(NOW + REGISTRATION_TIME),
        };
        given([registered()]).when(Due).nothing();
        given([registered()]).after(REGISTRATION_TIME).when(Due).then([refused]);
        given(active([])).after(REGISTRATION_TIME).when(Due).nothing();
    }
}
