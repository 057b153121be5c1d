use lyceum_cluster::LiveCommit;
use lyceum_domain::{core::UserId, mentor_application::MentorApplication};

use super::Wires;
use crate::{frames::event::What, hints};

/// The applicant sees the decision, the admins what waits for one.
pub(crate) fn mentor_application(wires: &Wires, commit: &LiveCommit<'_, MentorApplication>) {
    let applicant = commit.entity.0;
    hints::tell_user(wires.topics(), commit.organization, UserId(applicant), What::MentorApplication, applicant);
    hints::tell_admins(wires.topics(), commit.organization, What::MentorApplication, applicant);
}
