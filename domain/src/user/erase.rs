use serde::{Deserialize, Serialize};

use super::{Event, Profile, Rejection, Revocation, User, revoke_all_sign_ins::revoked, state::Status};
use crate::core::{At, Command, Decision, Role, UserId};

/// The account ends for good: by its person, whose password of credential `version` the gateway checked, or by an administrator.
/// Erased already it stays so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Erase {
    /// `None`: nobody's password was checked, so it is not one's own account.
    pub version: Option<u32>,
}

impl Command for Erase {
    const NAME: &'static str = "erase";
    type Entity = User;
    type Reply = ();

    fn decide(self, state: &User, at: &At) -> Decision<Self> {
        let own = at.is_user(UserId(at.entity.0));
        if !own && !at.has(Role::Admin) {
            return Err(Rejection::NotFound);
        }
        if state.status == Status::Erased {
            return Ok((vec![], ()));
        }
        let me = state.active()?;
        if own && self.version != Some(state.credential_version) {
            return Err(Rejection::CredentialChanged);
        }
        if own && me.profile.roles.contains(&Role::Admin) {
            return Err(Rejection::Administrator);
        }
        let mut events = revoked(state, None, Revocation::Erased, at.now);
        let Profile { id: person, picture, registered_at, .. } = me.profile;
        events.push(Event::Erased { person, reservation: state.reservation, picture, since: Some(registered_at), at: at.now });
        Ok((events, ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::{Actor, Effects, Entity, OrganizationId, RowChange, Rows, testing::*},
        user::{
            SignInId,
            open_sign_in::tests::opened,
            register::tests::{active, registered},
            show_me::ShowMe,
            show_profile::ShowProfile,
        },
    };

    fn erased() -> Event {
        Event::Erased { person: SELF, reservation: Some(id(9).into()), picture: None, since: Some(NOW), at: NOW }
    }

    #[test]
    fn a_person_ends_their_account_and_every_sign_in() {
        let revoked = Event::SignInsRevoked { ids: vec![SignInId(id(100))], reason: Revocation::Erased, at: NOW };
        given(active([opened(100)])).by(SELF).when(Erase { version: Some(1) }).then([revoked, erased()]);
        given(active([erased()])).by(SELF).when(Erase { version: Some(1) }).nothing();
    }

    #[test]
    fn without_the_password_of_now_nobody_ends_their_own() {
        given(active([])).by(SELF).when(Erase { version: None }).refused("credential_changed");
        given(active([])).by(SELF).when(Erase { version: Some(2) }).refused("credential_changed");
        let admin = Actor::User { id: SELF, roles: vec![Role::Admin] };
        given(active([])).by_actor(admin).when(Erase { version: None }).refused("credential_changed");
    }

    #[test]
    fn an_administrator_does_not_leave_the_organization_without_one() {
        let granted = Event::RoleGranted { role: Role::Admin, directory: None };
        given(active([granted.clone()])).by(SELF).when(Erase { version: Some(1) }).refused("administrator");
        given(active([granted])).by(ADMIN).when(Erase { version: None }).then([erased()]);
    }

    #[test]
    fn an_administrator_ends_anybodys_and_others_find_none() {
        given(active([])).by(ADMIN).when(Erase { version: None }).then([erased()]);
        given(active([])).by(STUDENT).when(Erase { version: None }).refused("not_found");
        given([]).by(ADMIN).when(Erase { version: None }).refused("not_found");
        given([registered()]).by(ADMIN).when(Erase { version: None }).refused("account_pending");
    }

    #[test]
    fn nothing_of_the_person_is_left_in_the_account() {
        let state: User = given(active([erased()])).state;
        assert_eq!(state, User { status: Status::Erased, credential_version: 1, ..User::default() });
        given(active([erased()])).by(SELF).when(ShowMe).refused("not_found");
        given(active([erased()])).by(STUDENT).when(ShowProfile).refused("not_found");
        let mut rows = Rows::new(OrganizationId::default(), SELF.into(), 5);
        state.rows(&erased(), &mut rows);
        assert_eq!(rows.changes.len(), 2, "the profile and the list of people");
        assert!(rows.changes.iter().all(|row| row.change == RowChange::Delete));
    }

    #[test]
    fn the_email_is_free_again_and_the_rest_is_told() {
        let mut effects = Effects::new(OrganizationId::default(), SELF.into(), 5);
        User::effects(&erased(), &mut effects);
        assert_eq!(
            effects.asks.iter().map(|ask| (ask.kind, ask.command)).collect::<Vec<_>>(),
            [("reservation", "release"), ("mentor", "erase"),]
        );
        assert_eq!(effects.records[0].stream, super::super::erasure::STREAM);
    }
}
