//! JSON objects that more than one operation shows.

mod me;
mod time;
mod user;

pub use me::{Me, Organization, RoleName};
pub use time::{Span, Time};
pub use user::User;
