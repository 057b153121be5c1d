//! A person asks to be a mentor; an administrator approves or declines with a reason. Its id is the person's: one each, and
//! again after a refusal. An approval gives the role and makes the mentor's profile.

mod apply;
mod approve;
mod decline;
mod erase;
mod show;
mod state;
mod views;

pub use apply::{Apply, TOPICS_MAX};
pub use approve::Approve;
pub use decline::Decline;
pub use erase::Erase;
pub use show::Show;
pub use state::{Event, MentorApplication, Rejection};
pub use views::{APPLICATIONS, ApplicationRow, State, partition, sort};

impl crate::core::Noun for MentorApplication {
    fn commands<T: crate::core::CommandTable<Self>>(table: T) -> T {
        table.command::<Apply>().command::<Approve>().command::<Decline>().command::<Show>().command::<Erase>()
    }
}
