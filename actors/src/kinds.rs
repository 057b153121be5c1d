//! Every entity kind that a node serves, with its commands and who hears of its commits.

use lyceum_cluster::KindTable;
use lyceum_domain::{
    call_room::CallRoom, channel::Channel, inbox::Inbox, mentor::Mentor, mentor_application::MentorApplication,
    mentor_calendar::MentorCalendar, mentor_topic::MentorTopic, mentoring_request::MentoringRequest,
    mentoring_session::MentoringSession, organization::Organization, reservation::Reservation, user::User,
};

use crate::live::{self, Hook, commands, told};

/// For [`lyceum_cluster::Node::start`]; `hook` is connected when the live actors start.
pub fn table(hook: &Hook) -> KindTable {
    KindTable::new()
        .kind::<Organization>(commands)
        .kind::<Reservation>(commands)
        .kind::<User>(told(hook, live::user))
        .kind::<MentorApplication>(told(hook, live::mentor_application))
        .kind::<Mentor>(commands)
        .kind::<MentorTopic>(commands)
        .kind::<MentorCalendar>(commands)
        .kind::<MentoringRequest>(told(hook, live::mentoring_request))
        .kind::<MentoringSession>(told(hook, live::mentoring_session))
        .kind::<Channel>(told(hook, live::channel))
        .kind::<CallRoom>(told(hook, live::call_room))
        .kind::<Inbox>(told(hook, live::inbox))
}
