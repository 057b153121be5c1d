use serde::{Deserialize, Serialize};

use super::{Rejection, Rotation, SignInId, User};
use crate::core::{At, Command, Decision};

/// As [`super::RotateSignIn`] where nothing can be written: the token of now stays good, and nothing is found out about a token that
/// was used before.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CheckSignIn {
    pub id: SignInId,
    pub generation: u32,
}

impl Command for CheckSignIn {
    const NAME: &'static str = "check_sign_in";
    type Entity = User;
    type Reply = Rotation;

    fn decide(self, state: &User, at: &At) -> Decision<Self> {
        if at.user().is_some() {
            return Err(Rejection::Forbidden);
        }
        let roles = state.active()?.profile.roles.iter().copied().collect();
        let family = state.sign_ins.iter().find(|sign_in| sign_in.id == self.id && sign_in.generation == self.generation);
        let family = family.filter(|family| at.now < family.expires_at()).ok_or(Rejection::SignInGone)?;
        Ok((vec![], Rotation::Next { generation: family.generation, expires_at: family.expires_at(), roles }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::{Role, testing::*},
        user::{Event, IDLE_MAX, open_sign_in::tests::opened, register::tests::active},
    };

    fn check(generation: u32) -> CheckSignIn {
        CheckSignIn { id: SignInId(id(100)), generation }
    }

    #[test]
    fn the_good_token_stays_good() {
        let next = Rotation::Next { generation: 1, expires_at: NOW + IDLE_MAX, roles: vec![Role::Student] };
        assert_eq!(given(active([opened(100)])).when(check(1)).nothing(), next);
    }

    #[test]
    fn any_other_is_gone() {
        let rotated = Event::SignInRotated { id: SignInId(id(100)), generation: 2, at: NOW };
        given(active([opened(100), rotated])).when(check(1)).refused("sign_in_gone");
        given(active([opened(100)])).when(check(2)).refused("sign_in_gone");
        given(active([])).when(check(1)).refused("sign_in_gone");
        given(active([opened(100)])).after(IDLE_MAX).when(check(1)).refused("sign_in_gone");
        given(active([opened(100)])).by(STRANGER).when(check(1)).refused("forbidden");
    }
}
