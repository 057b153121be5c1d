use serde::{Deserialize, Serialize};

use super::{Directory, Event, Profile, Rejection, User, state::Status};
use crate::core::{At, Command, Decision, Role};

/// An administrator, the operator or an approval gives a role. A pending account takes it too.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GrantRole {
    pub role: Role,
}

impl Command for GrantRole {
    const NAME: &'static str = "grant_role";
    type Entity = User;
    type Reply = ();

    fn decide(self, state: &User, at: &At) -> Decision<Self> {
        if !at.has(Role::Admin) {
            return Err(Rejection::Forbidden);
        }
        let me = state.me.as_ref().filter(|_| state.status != Status::Refused).ok_or(Rejection::NotFound)?;
        if me.profile.roles.contains(&self.role) {
            return Ok((vec![], ()));
        }
        let Profile { display_name, picture, .. } = me.profile.clone();
        let directory = (self.role == Role::Mentor).then_some(Directory { display_name, picture });
        Ok((vec![Event::RoleGranted { role: self.role, directory }], ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::testing::*,
        user::register::tests::{active, registered},
    };

    #[test]
    fn a_role_is_given_once() {
        let directory = Some(Directory { display_name: sealed(SELF, 1, 1, "Ada Lovelace"), picture: None });
        let granted = Event::RoleGranted { role: Role::Mentor, directory };
        given(active([])).when(GrantRole { role: Role::Mentor }).then([granted.clone()]);
        given(active([granted])).by(ADMIN).when(GrantRole { role: Role::Mentor }).nothing();
    }

    #[test]
    fn the_first_administrator_gets_the_role_while_the_account_is_made() {
        let granted = Event::RoleGranted { role: Role::Admin, directory: None };
        given([registered()]).when(GrantRole { role: Role::Admin }).then([granted]);
    }

    #[test]
    fn nobody_promotes_themselves() {
        given(active([])).by(SELF).when(GrantRole { role: Role::Admin }).refused("forbidden");
        given([]).by(ADMIN).when(GrantRole { role: Role::Admin }).refused("not_found");
    }
}
