use lyceum_cluster::LiveCommit;
use lyceum_domain::{
    core::UserId,
    user::{Event, User},
};

use super::Wires;
use crate::{
    frames::event::What,
    hints,
    session::{self, Control},
};

/// Revoked sign-ins and changed roles reach the person's sessions; a changed profile is fetched again.
pub(crate) fn user(wires: &Wires, commit: &LiveCommit<'_, User>) {
    let person = UserId(commit.entity.0);
    for event in commit.events.iter().flatten() {
        if let Event::SignInsRevoked { ids, .. } = event {
            wires.rooms.signed_out(commit.organization, person, ids);
        }
        let control = match event {
            Event::SignInsRevoked { ids, .. } => Some(Control::Revoked { sign_ins: ids.clone() }),
            Event::RoleGranted { role, .. } => Some(Control::Role { role: *role, held: true }),
            Event::RoleRevoked { role, .. } => Some(Control::Role { role: *role, held: false }),
            _ => None,
        };
        if let Some(control) = control {
            session::tell(wires.topics(), commit.organization, person, &control);
        }
        if changes_profile(event) {
            wires.people.forget(commit.organization, person);
            hints::tell_user(wires.topics(), commit.organization, person, What::Profile, person.0);
        }
    }
}

const fn changes_profile(event: &Event) -> bool {
    matches!(
        event,
        Event::ProfileUpdated { .. }
            | Event::PictureSet { .. }
            | Event::PictureRemoved { .. }
            | Event::RoleGranted { .. }
            | Event::RoleRevoked { .. }
            | Event::Erased { .. }
    )
}
