//! Every kind of entity, in one list.

use crate::{
    call_room::CallRoom, channel::Channel, core::Noun, inbox::Inbox, mentor::Mentor, mentor_application::MentorApplication,
    mentor_calendar::MentorCalendar, mentor_topic::MentorTopic, mentoring_request::MentoringRequest,
    mentoring_session::MentoringSession, organization::Organization, reservation::Reservation, user::User,
};

/// Takes every kind; its commands are [`Noun::commands`].
pub trait Kinds: Sized {
    fn kind<E: Noun>(self) -> Self;
}

/// Hands every kind to `kinds`.
pub fn all<K: Kinds>(kinds: K) -> K {
    let kinds = kinds.kind::<Organization>().kind::<Reservation>().kind::<User>();
    let kinds = kinds.kind::<MentorApplication>().kind::<Mentor>().kind::<MentorTopic>().kind::<MentorCalendar>();
    let kinds = kinds.kind::<MentoringRequest>().kind::<MentoringSession>();
    kinds.kind::<Channel>().kind::<CallRoom>().kind::<Inbox>()
}
