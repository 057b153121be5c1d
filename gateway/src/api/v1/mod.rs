//! The table of contents: a folder a noun, a file an operation.

mod account;
mod channels;
mod me;
mod mentor_applications;
mod mentoring_requests;
mod mentoring_sessions;
mod mentors;
mod notifications;
mod organizations;
mod rooms;
mod session;
mod sign_ins;
mod tag;
mod users;

use crate::api::table::folders;

pub use tag::Tag;

folders!(
    organizations,
    session,
    sign_ins,
    account,
    me,
    users,
    mentor_applications,
    mentors,
    mentoring_requests,
    mentoring_sessions,
    channels,
    rooms,
    notifications
);
