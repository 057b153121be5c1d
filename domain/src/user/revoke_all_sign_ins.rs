use serde::{Deserialize, Serialize};

use super::{Event, Revocation, SignInId, User};
use crate::core::{At, Command, Decision, Timestamp};

/// Signs every device out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RevokeAllSignIns;

impl Command for RevokeAllSignIns {
    const NAME: &'static str = "revoke_all_sign_ins";
    type Entity = User;
    type Reply = ();

    fn decide(self, state: &User, at: &At) -> Decision<Self> {
        if !at.is_system() {
            state.own(at)?;
        }
        Ok((revoked(state, None, Revocation::SignedOut, at.now), ()))
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
        core::testing::*,
        user::{open_sign_in::tests::opened, register::tests::active},
    };

    #[test]
    fn every_device_is_signed_out_once() {
        let state = given(active([opened(100), opened(101)])).by(SELF).when(RevokeAllSignIns).state();
        assert!(state.sign_ins.is_empty());
        given(active([])).by(SELF).when(RevokeAllSignIns).nothing();
        given(active([opened(100)])).by(STRANGER).when(RevokeAllSignIns).refused("not_found");
    }
}
