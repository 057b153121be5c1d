//! A mentor's public profile: what the directory shows, and the ratings that sessions feed. Its id is the person's.

mod add_rating;
mod create;
mod describe;
mod erase;
mod retire;
mod show;
mod state;
mod views;

pub use add_rating::{AddRating, RATED_KEPT};
pub use create::Create;
pub use describe::Describe;
pub use erase::Erase;
pub use retire::Retire;
pub use show::Show;
pub use state::{Event, Mentor, Rejection};
pub use views::{DIRECTORY, MentorRow, Rating, all_partition, sort, topic_partition};

impl crate::core::Noun for Mentor {
    fn commands<T: crate::core::CommandTable<Self>>(table: T) -> T {
        let table = table.command::<Create>().command::<Describe>().command::<Retire>().command::<AddRating>();
        table.command::<Show>().command::<Erase>()
    }
}
