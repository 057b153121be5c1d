//! A channel: messages of a few people, in one order. A message's position is the position of its event in the channel, and
//! also the offset from which a reader resumes.
//!
//! The state keeps no texts: only who wrote the last [`WINDOW`] messages and the reactions to them, so that a busy channel
//! stays small. Older messages stay readable and no longer change.

mod add_member;
mod close;
mod delete;
mod edit;
mod emoji;
mod open;
mod post;
mod react;
mod rejection;
mod remove_member;
mod show;
mod state;
mod unreact;
mod views;

pub use add_member::AddMember;
pub use close::Close;
pub use delete::Delete;
pub use edit::Edit;
pub use open::{MEMBERS_MAX, Open};
pub use post::{Post, Posted, Producer, TEXT_MAX};
pub use react::{EMOJI_MAX, React};
pub use rejection::Rejection;
pub use remove_member::RemoveMember;
pub use show::{Show, Shown};
pub use state::{Channel, Event, PRODUCERS_MAX, WINDOW};
pub use unreact::Unreact;
pub use views::{
    CHANNELS, ChannelRow, Kind, MESSAGES, MessageRow, REACTIONS, Reaction, ReactionsRow, member_partition, member_sort,
    message_partition, message_position, message_sort,
};

impl crate::core::Noun for Channel {
    fn commands<T: crate::core::CommandTable<Self>>(table: T) -> T {
        let table = table.command::<Open>().command::<Close>().command::<AddMember>().command::<RemoveMember>();
        let table = table.command::<Post>().command::<Edit>().command::<Delete>();
        table.command::<React>().command::<Unreact>().command::<Show>()
    }
}
