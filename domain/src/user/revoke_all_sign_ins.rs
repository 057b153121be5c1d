use serde::{Deserialize, Serialize};

use super::{Event, Revocation, SignInId, User};
use crate::core::{At, Command, Decision, Timestamp};

/// Signs every device out. Where the platform or its operator says so, a link by which somebody may get in ends, too.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RevokeAllSignIns;

impl Command for RevokeAllSignIns {
    const NAME: &'static str = "revoke_all_sign_ins";
    type Entity = User;
    type Reply = ();

    fn decide(self, state: &User, at: &At) -> Decision<Self> {
        let mut events = revoked(state, None, Revocation::SignedOut, at.now);
        if at.is_system() {
            let open = state.reset.as_ref().filter(|reset| at.now < reset.until);
            events.extend(open.map(|reset| Event::ResetSet { hash: reset.hash, until: at.now }));
        } else {
            state.own(at)?;
        }
        Ok((events, ()))
    }
}

/// The event that ends all sign-ins but `keep`; none where there is none.
pub(super) fn revoked(state: &User, keep: Option<SignInId>, reason: Revocation, at: Timestamp) -> Vec<Event> {
    let ids: Vec<_> = state.sign_ins.iter().map(|sign_in| sign_in.id).filter(|id| Some(*id) != keep).collect();
    if ids.is_empty() { vec![] } else { vec![Event::SignInsRevoked { ids, reason, at }] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::{Actor, Duration, testing::*},
        user::{
            RedeemReset,
            open_sign_in::tests::opened,
            register::tests::{PHC, active},
        },
    };

    #[test]
    fn every_device_is_signed_out_once() {
        let state = given(active([opened(100), opened(101)])).by(SELF).when(RevokeAllSignIns).state();
        assert!(state.sign_ins.is_empty());
        given(active([])).by(SELF).when(RevokeAllSignIns).nothing();
        given(active([opened(100)])).by(STRANGER).when(RevokeAllSignIns).refused("not_found");
    }

    #[test]
    fn by_the_operators_word_the_open_link_ends_too_and_by_ones_own_it_stays() {
        let link = || Event::ResetSet { hash: [5; 32], until: NOW + Duration::from_mins(5) };
        let ended = Event::ResetSet { hash: [5; 32], until: NOW };
        let redeem = RedeemReset { hash: [5; 32], credential: PHC.into() };
        given(active([link()])).by_actor(Actor::Operator).when(RevokeAllSignIns).then([ended.clone()]);
        given(active([link(), ended.clone()])).by_actor(Actor::Operator).when(RevokeAllSignIns).nothing();
        given(active([link(), ended])).when(redeem).refused("reset_invalid");
        given(active([link()])).by(SELF).when(RevokeAllSignIns).nothing();
    }
}
