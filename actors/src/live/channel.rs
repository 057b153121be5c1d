use std::collections::BTreeSet;

use lyceum_cluster::LiveCommit;
use lyceum_domain::{
    channel::{Channel, Event},
    core::UserId,
};

use super::Wires;
use crate::{frames::event::What, hints};

/// Events to the listeners; who came or went fetches their list of channels.
pub(crate) fn channel(wires: &Wires, commit: &LiveCommit<'_, Channel>) {
    wires.channels.committed(commit);
    let mut concerned: BTreeSet<UserId> = BTreeSet::new();
    for event in commit.events.iter().flatten() {
        match event {
            Event::Opened { members, .. } => concerned.extend(members),
            Event::MemberAdded { user, .. } | Event::MemberRemoved { user, .. } => {
                concerned.insert(*user);
            }
            _ => {}
        }
    }
    for user in concerned {
        hints::tell_user(wires.topics(), commit.organization, user, What::Channel, commit.entity.0);
    }
}
