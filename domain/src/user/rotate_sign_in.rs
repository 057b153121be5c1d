use serde::{Deserialize, Serialize};

use super::{Event, Rejection, Revocation, SignInId, User};
use crate::core::{At, Command, Decision, Duration, Role, Timestamp};

/// An old token within this time of its rotation gets the same successor: two tabs, or a reply lost on the way.
pub const ROTATION_GRACE: Duration = Duration::from_secs(30);

/// The gateway saw a well-made refresh token of this family and generation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RotateSignIn {
    pub id: SignInId,
    pub generation: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rotation {
    /// The token to hand out is that of `generation`.
    Next { generation: u32, expires_at: Timestamp, roles: Vec<Role> },
    /// Somebody else has used the family: it is revoked for all who hold it.
    Reused,
}

impl Command for RotateSignIn {
    const NAME: &'static str = "rotate_sign_in";
    type Entity = User;
    type Reply = Rotation;

    fn decide(self, state: &User, at: &At) -> Decision<Self> {
        if at.user().is_some() {
            return Err(Rejection::Forbidden);
        }
        let roles = state.active()?.profile.roles.iter().copied().collect();
        let family = state.sign_ins.iter().find(|sign_in| sign_in.id == self.id).ok_or(Rejection::SignInGone)?;
        if at.now >= family.expires_at() || self.generation > family.generation {
            return Err(Rejection::SignInGone);
        }
        let mut next = family.clone();
        if self.generation == family.generation {
            next.generation += 1;
            next.rotated_at = at.now;
            let rotated = Event::SignInRotated { id: self.id, generation: next.generation, at: at.now };
            return Ok((vec![rotated], Rotation::Next { generation: next.generation, expires_at: next.expires_at(), roles }));
        }
        if self.generation + 1 == family.generation && at.now < family.rotated_at + ROTATION_GRACE {
            return Ok((vec![], Rotation::Next { generation: next.generation, expires_at: next.expires_at(), roles }));
        }
        let revoked = Event::SignInsRevoked { ids: vec![self.id], reason: Revocation::Reused, at: at.now };
        Ok((vec![revoked], Rotation::Reused))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::testing::*,
        user::{IDLE_MAX, open_sign_in::tests::opened, register::tests::active},
    };

    fn rotate(generation: u32) -> RotateSignIn {
        RotateSignIn { id: SignInId(id(100)), generation }
    }

    fn rotated(generation: u32) -> Event {
        Event::SignInRotated { id: SignInId(id(100)), generation, at: NOW }
    }

    fn next(generation: u32) -> Rotation {
        Rotation::Next { generation, expires_at: NOW + IDLE_MAX, roles: vec![Role::Student] }
    }

    #[test]
    fn the_good_token_gets_a_successor() {
        assert_eq!(given(active([opened(100)])).when(rotate(1)).then([rotated(2)]), next(2));
    }

    #[test]
    fn the_same_old_token_gets_the_same_successor_for_a_moment() {
        let history = active([opened(100), rotated(2)]);
        assert_eq!(given(history.clone()).after(Duration::from_secs(29)).when(rotate(1)).nothing(), next(2));
        let revoked =
            Event::SignInsRevoked { ids: vec![SignInId(id(100))], reason: Revocation::Reused, at: NOW + ROTATION_GRACE };
        assert_eq!(given(history).after(ROTATION_GRACE).when(rotate(1)).then([revoked]), Rotation::Reused);
    }

    #[test]
    fn a_token_two_generations_old_revokes_the_family_at_once() {
        let history = active([opened(100), rotated(2), rotated(3)]);
        assert_eq!(given(history.clone()).when(rotate(1)).taken().1, Rotation::Reused);
        let state = given(history).when(rotate(1)).state();
        assert!(state.sign_ins.is_empty());
    }

    #[test]
    fn a_family_that_ran_out_or_was_revoked_is_gone() {
        given(active([opened(100)])).after(IDLE_MAX).when(rotate(1)).refused("sign_in_gone");
        given(active([])).when(rotate(1)).refused("sign_in_gone");
        given(active([opened(100)])).when(rotate(7)).refused("sign_in_gone");
    }
}
