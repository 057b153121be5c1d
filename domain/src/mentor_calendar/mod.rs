//! A mentor's calendar: which times are taken. It alone decides whether a mentor is free. A slot is held for a while by
//! whoever is busy making an appointment, then confirmed; a hold that nobody confirms frees itself.

mod confirm;
mod due;
mod hold;
mod release;
mod show_busy;
mod state;

pub use confirm::Confirm;
pub use due::Due;
pub use hold::{HOLD_MAX, Hold, SLOTS_MAX};
pub use release::Release;
pub use show_busy::ShowBusy;
pub use state::{Event, MentorCalendar, Rejection};

impl crate::core::Noun for MentorCalendar {
    fn commands<T: crate::core::CommandTable<Self>>(table: T) -> T {
        table.command::<Hold>().command::<Confirm>().command::<Release>().command::<Due>().command::<ShowBusy>()
    }
}
