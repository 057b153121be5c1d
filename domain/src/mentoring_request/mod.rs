//! A student asks a mentor for a meeting; whoever did not propose the current times accepts one, declines or proposes others.
//! What nobody answers expires.
//!
//! Accepting is a saga that the request leads: hold the time in the mentor's calendar → make session, channel and room → confirm
//! the time → show the session → accepted. Each step is an ask; a refusal, or the end of [`SAGA_TIME`], undoes what was made
//! (release, void, close, end) and opens the request again with its [`Setback`]. The hold outlives the saga's time, so that no
//! one else gets the slot while it runs, and frees itself should the request never come back.

mod accept;
mod answer;
mod ask;
mod attempt;
mod decline;
mod due;
mod effects;
mod let_go;
mod propose;
mod rejection;
mod show;
mod state;
mod times;
mod views;
mod withdraw;

pub use accept::{Accept, SAGA_TIME};
pub use answer::TakeAnswer;
pub use ask::Ask;
pub use attempt::{Attempt, Part};
pub use decline::Decline;
pub use due::Due;
pub use let_go::LetGo;
pub use propose::{Propose, ROUNDS_MAX};
pub use rejection::Rejection;
pub use show::Show;
pub use state::{Event, MentoringRequest};
pub use times::{AHEAD_MAX, LENGTH_MAX, LENGTH_MIN, OPEN_TIME, TIMES_MAX};
pub use views::{Can, REQUESTS, RequestRow, Setback, Side, State, partition, sort};
pub use withdraw::Withdraw;

impl crate::core::Noun for MentoringRequest {
    fn commands<T: crate::core::CommandTable<Self>>(table: T) -> T {
        let table = table.command::<Ask>().command::<Accept>().command::<Decline>().command::<Propose>();
        table.command::<Withdraw>().command::<TakeAnswer>().command::<Due>().command::<Show>().command::<LetGo>()
    }
}
