use serde::{Deserialize, Serialize};

use super::{Event, Rejection, Revocation, SignInId, User};
use crate::core::{At, Command, Decision};

/// Signs one device out: by the person, or by the gateway that holds the family's good token. Gone already it stays so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RevokeSignIn {
    pub id: SignInId,
}

impl Command for RevokeSignIn {
    const NAME: &'static str = "revoke_sign_in";
    type Entity = User;
    type Reply = ();

    fn decide(self, state: &User, at: &At) -> Decision<Self> {
        if !at.is_system() {
            state.own(at)?;
        }
        if state.sign_ins.iter().all(|sign_in| sign_in.id != self.id) {
            return if at.is_system() { Ok((vec![], ())) } else { Err(Rejection::NotFound) };
        }
        Ok((vec![Event::SignInsRevoked { ids: vec![self.id], reason: Revocation::SignedOut, at: at.now }], ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::testing::*,
        user::{open_sign_in::tests::opened, register::tests::active},
    };

    const REVOKE: RevokeSignIn = RevokeSignIn { id: SignInId(id(100)) };

    #[test]
    fn one_device_is_signed_out() {
        let ids = vec![SignInId(id(100))];
        let revoked = Event::SignInsRevoked { ids, reason: Revocation::SignedOut, at: NOW };
        given(active([opened(100), opened(101)])).by(SELF).when(REVOKE).then([revoked]);
    }

    #[test]
    fn what_is_gone_or_anothers_is_not_found() {
        given(active([])).by(SELF).when(REVOKE).refused("not_found");
        given(active([opened(100)])).by(STRANGER).when(REVOKE).refused("not_found");
        given(active([])).when(REVOKE).nothing();
    }
}
