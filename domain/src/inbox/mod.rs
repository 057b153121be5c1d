//! A person's inbox: what the `notifications` stream told them, and up to where they have read. The stream's consumer hands
//! each record over under the record's id, so that one delivered twice is taken once.

mod erase;
mod read;
mod read_one;
mod show;
mod state;
mod take;
mod views;

pub use erase::Erase;
pub use read::Read;
pub use read_one::ReadOne;
pub use show::{Show, Shown};
pub use state::{Event, INBOX_MAX, Inbox, Rejection};
pub use take::Take;
pub use views::{INBOX, InboxRow, Marks, partition, sort};

impl crate::core::Noun for Inbox {
    fn commands<T: crate::core::CommandTable<Self>>(table: T) -> T {
        table.command::<Take>().command::<Read>().command::<ReadOne>().command::<Show>().command::<Erase>()
    }
}
