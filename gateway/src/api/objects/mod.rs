//! JSON objects that more than one operation shows.

mod channel;
mod me;
mod mentor;
mod mentor_application;
mod mentoring_request;
mod mentoring_session;
mod message;
mod mirror;
mod notification;
mod room;
mod time;
mod user;

pub use channel::{CHANNEL, Channel};
pub use me::{Me, Organization, RoleName};
pub use mentor::{Mentor, MentorRating};
pub use mentor_application::{MENTOR_APPLICATION, MentorApplication, MentorApplicationState};
pub use mentoring_request::{MENTORING_REQUEST, MentoringRequest, MentoringRequestState, MentoringSide};
pub use mentoring_session::{MENTORING_SESSION, MentoringSession};
pub use message::{MESSAGE, Message, message, messages};
pub use notification::{Notification, NotificationPage};
pub use room::{ROOM, Room, RoomSource};
pub use time::{Span, Time};
pub use user::User;
