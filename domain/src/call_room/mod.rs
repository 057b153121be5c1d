//! A call room: who may come in, who waits, who is in. Tracks, mute switches and speakers are the media's; the room keeps what
//! the host decided. Whoever is removed stays out.

mod admit;
mod closed;
mod create;
mod due;
mod end;
mod join;
mod leave;
mod mute;
mod open;
mod rejection;
mod remove;
mod show;
mod state;
mod unmute;
mod views;

pub use admit::Admit;
pub use closed::Closed;
pub use create::{Create, PARTICIPANTS_MAX};
pub use due::Due;
pub use end::End;
pub use join::{Entry, Join};
pub use leave::Leave;
pub use mute::Mute;
pub use open::Open;
pub use rejection::Rejection;
pub use remove::Remove;
pub use show::Show;
pub use state::{CallRoom, Event};
pub use unmute::Unmute;
pub use views::{Inside, OCCUPIED, RoomView, Source, State, occupied_partition};

impl crate::core::Noun for CallRoom {
    fn commands<T: crate::core::CommandTable<Self>>(table: T) -> T {
        let table = table.command::<Create>().command::<Open>().command::<Join>().command::<Admit>().command::<Leave>();
        let table = table.command::<Mute>().command::<Unmute>().command::<Remove>().command::<End>();
        table.command::<Due>().command::<Show>()
    }
}
