use lyceum_cluster::LiveCommit;
use lyceum_domain::mentoring_request::MentoringRequest;

use super::Wires;
use crate::{frames::event::What, hints};

/// Student and mentor see the request as it is now.
pub(crate) fn mentoring_request(wires: &Wires, commit: &LiveCommit<'_, MentoringRequest>) {
    for user in commit.state.people().into_iter().flatten() {
        hints::tell_user(wires.topics(), commit.organization, user, What::MentoringRequest, commit.entity.0);
    }
}
