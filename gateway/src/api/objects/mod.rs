//! JSON objects that more than one operation shows.

mod channel;
mod me;
mod message;
mod notification;
mod room;
mod time;
mod user;

pub use channel::{CHANNEL, Channel};
pub use me::{Me, Organization, RoleName};
pub use message::{MESSAGE, Message, message, messages};
pub use notification::{Notification, NotificationPage};
pub use room::{ROOM, Room, RoomSource};
pub use time::{Span, Time};
pub use user::User;
