use lyceum_cluster::LiveCommit;
use lyceum_domain::mentoring_session::MentoringSession;

use super::Wires;
use crate::{frames::event::What, hints};

/// Both participants see the session as it is now.
pub(crate) fn mentoring_session(wires: &Wires, commit: &LiveCommit<'_, MentoringSession>) {
    for user in commit.state.participants().into_iter().flatten() {
        hints::tell_user(wires.topics(), commit.organization, user, What::MentoringSession, commit.entity.0);
    }
}
