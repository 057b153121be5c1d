use serde::{Deserialize, Serialize};

use super::{Event, Rejection, User};
use crate::core::{At, Command, Decision, Role};

/// Takes a role away; everybody stays a student.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RevokeRole {
    pub role: Role,
}

impl Command for RevokeRole {
    const NAME: &'static str = "revoke_role";
    type Entity = User;
    type Reply = ();

    fn decide(self, state: &User, at: &At) -> Decision<Self> {
        if !at.has(Role::Admin) || self.role == Role::Student {
            return Err(Rejection::Forbidden);
        }
        let has = state.active()?.profile.roles.contains(&self.role);
        Ok((if has { vec![Event::RoleRevoked { role: self.role }] } else { vec![] }, ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{core::testing::*, user::register::tests::active};

    #[test]
    fn a_role_is_taken_away_once() {
        let granted = Event::RoleGranted { role: Role::Mentor, directory: None };
        let revoke = RevokeRole { role: Role::Mentor };
        given(active([granted])).by(ADMIN).when(revoke.clone()).then([Event::RoleRevoked { role: Role::Mentor }]);
        given(active([])).by(ADMIN).when(revoke.clone()).nothing();
        given(active([])).by(STUDENT).when(revoke).refused("forbidden");
    }

    #[test]
    fn everybody_stays_a_student() {
        given(active([])).by(ADMIN).when(RevokeRole { role: Role::Student }).refused("forbidden");
    }
}
