use lyceum_cluster::LiveCommit;
use lyceum_domain::{core::UserId, inbox::Inbox};

use super::Wires;
use crate::{frames::event::What, hints};

/// The person's notifications, or what they have read of them, changed.
pub(crate) fn inbox(wires: &Wires, commit: &LiveCommit<'_, Inbox>) {
    let person = UserId(commit.entity.0);
    hints::tell_user(wires.topics(), commit.organization, person, What::Notification, person.0);
}
