use serde::{Deserialize, Serialize};

use super::{Event, Rejection, Revocation, User, register::checked, revoke_all_sign_ins::revoked};
use crate::core::{At, Command, Decision, UserId};

/// A new password by an operator's link, for the person whom the request names. It works once; every sign-in ends.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RedeemReset {
    /// SHA-256 of the token that was shown.
    #[serde(with = "serde_bytes")]
    pub hash: [u8; 32],
    /// PHC string, made by the gateway.
    pub credential: String,
}

impl Command for RedeemReset {
    const NAME: &'static str = "redeem_reset";
    type Entity = User;
    type Reply = ();

    fn decide(self, state: &User, at: &At) -> Decision<Self> {
        state.active().map_err(|_| Rejection::Reset)?;
        let reset = state.reset.as_ref().filter(|reset| at.now < reset.until && reset.hash == self.hash);
        reset.ok_or(Rejection::Reset)?;
        let credential = at.seal(UserId(at.entity.0), 0, &checked(self.credential)?)?.into();
        let mut events = vec![Event::PasswordChanged { credential, at: at.now }];
        events.extend(revoked(state, None, Revocation::PasswordChanged, at.now));
        Ok((events, ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::{Actor, Duration, testing::*},
        user::register::tests::{PHC, active},
    };

    fn redeem(byte: u8) -> RedeemReset {
        RedeemReset { hash: [byte; 32], credential: PHC.into() }
    }

    fn set() -> Event {
        Event::ResetSet { hash: [5; 32], until: NOW + Duration::from_mins(5) }
    }

    #[test]
    fn the_link_sets_a_new_password_once() {
        let changed = Event::PasswordChanged { credential: sealed(SELF, 5, 0, PHC).into(), at: NOW };
        given(active([set()])).by_actor(Actor::Anonymous).when(redeem(5)).then([changed.clone()]);
        given(active([set(), changed])).when(redeem(5)).refused("reset_invalid");
    }

    #[test]
    fn a_wrong_late_or_missing_link_is_refused_alike() {
        given(active([set()])).when(redeem(6)).refused("reset_invalid");
        given(active([set()])).after(Duration::from_mins(5)).when(redeem(5)).refused("reset_invalid");
        given(active([])).when(redeem(5)).refused("reset_invalid");
        given([]).when(redeem(5)).refused("reset_invalid");
    }
}
