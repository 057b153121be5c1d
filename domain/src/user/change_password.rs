use serde::{Deserialize, Serialize};

use super::{Event, Rejection, Revocation, SignInId, User, register::checked, revoke_all_sign_ins::revoked};
use crate::core::{At, Command, Decision, UserId};

/// A new password, after the gateway checked the one of credential `version`. Every sign-in but `keep` ends.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChangePassword {
    pub version: u32,
    /// PHC string, made by the gateway.
    pub credential: String,
    pub keep: Option<SignInId>,
}

impl Command for ChangePassword {
    const NAME: &'static str = "change_password";
    type Entity = User;
    type Reply = ();

    fn decide(self, state: &User, at: &At) -> Decision<Self> {
        state.own(at)?;
        if state.credential.read(&at.keys).as_ref() == Some(&self.credential) {
            return Ok((vec![], ()));
        }
        if self.version != state.credential_version {
            return Err(Rejection::CredentialChanged);
        }
        let credential = at.seal(UserId(at.entity.0), 0, &checked(self.credential)?)?.into();
        let mut events = vec![Event::PasswordChanged { credential, at: at.now }];
        events.extend(revoked(state, self.keep, Revocation::PasswordChanged, at.now));
        Ok((events, ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::testing::*,
        user::{open_sign_in::tests::opened, register::tests::active},
    };

    const NEW: &str = "$argon2id$v=19$m=19456,t=2,p=1$bmV3c2FsdA$bmV3aGFzaA";

    fn change(version: u32) -> ChangePassword {
        ChangePassword { version, credential: NEW.into(), keep: Some(SignInId(id(100))) }
    }

    #[test]
    fn a_new_password_signs_all_other_devices_out() {
        let changed = Event::PasswordChanged { credential: sealed(SELF, 6, 0, NEW).into(), at: NOW };
        let ids = vec![SignInId(id(101))];
        let revoked = Event::SignInsRevoked { ids, reason: Revocation::PasswordChanged, at: NOW };
        given(active([opened(100), opened(101)])).by(SELF).when(change(1)).then([changed, revoked]);
    }

    #[test]
    fn the_second_of_two_changes_at_once_is_refused() {
        given(active([])).by(SELF).when(change(7)).refused("credential_changed");
        given(active([])).by(STRANGER).when(change(1)).refused("not_found");
    }
}
