use serde::{Deserialize, Serialize};

use super::{Event, Rejection, User};
use crate::core::{At, Command, Decision, Role, UserId};

/// An administrator or the operator takes a role away, or a mentor their own. Everybody stays a student, and no administrator
/// leaves the organization without one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RevokeRole {
    pub role: Role,
}

impl Command for RevokeRole {
    const NAME: &'static str = "revoke_role";
    type Entity = User;
    type Reply = ();

    fn decide(self, state: &User, at: &At) -> Decision<Self> {
        let own = at.is_user(UserId(at.entity.0));
        let may = match self.role {
            Role::Student => false,
            Role::Mentor => at.has(Role::Admin) || own,
            Role::Admin => at.has(Role::Admin) && !own,
        };
        if !may {
            return Err(Rejection::Forbidden);
        }
        let has = state.active()?.profile.roles.contains(&self.role);
        Ok((if has { vec![Event::RoleRevoked { role: self.role }] } else { vec![] }, ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::{Actor, testing::*},
        user::register::tests::active,
    };

    #[test]
    fn a_role_is_taken_away_once() {
        let granted = Event::RoleGranted { role: Role::Mentor, directory: None };
        let revoke = RevokeRole { role: Role::Mentor };
        given(active([granted])).by(ADMIN).when(revoke.clone()).then([Event::RoleRevoked { role: Role::Mentor }]);
        given(active([])).by(ADMIN).when(revoke.clone()).nothing();
        given(active([])).by(STUDENT).when(revoke).refused("forbidden");
        given([]).by(ADMIN).when(RevokeRole { role: Role::Mentor }).refused("not_found");
    }

    #[test]
    fn who_is_a_mentor_no_more_says_so_themselves() {
        let granted = Event::RoleGranted { role: Role::Mentor, directory: None };
        given(active([granted]))
            .by(SELF)
            .when(RevokeRole { role: Role::Mentor })
            .then([Event::RoleRevoked { role: Role::Mentor }]);
    }

    #[test]
    fn an_administrator_stays_one_until_another_takes_that_away() {
        let granted = Event::RoleGranted { role: Role::Admin, directory: None };
        let revoke = RevokeRole { role: Role::Admin };
        let own = Actor::User { id: SELF, roles: vec![Role::Admin] };
        given(active([granted.clone()])).by_actor(own).when(revoke.clone()).refused("forbidden");
        given(active([granted])).by(ADMIN).when(revoke).then([Event::RoleRevoked { role: Role::Admin }]);
    }

    #[test]
    fn everybody_stays_a_student() {
        given(active([])).by(ADMIN).when(RevokeRole { role: Role::Student }).refused("forbidden");
    }
}
