//! A mentor and a student meet: planned while the request's saga runs, then scheduled, in progress, over. The request made its
//! call room and its channel; the session only ends the room, frees the calendar and feeds the mentor's rating.

mod cancel;
mod close_call;
mod complete;
mod confirm;
mod due;
mod join;
mod let_go;
mod plan;
mod rate;
mod rejection;
mod show;
mod state;
mod views;
mod void;

pub use cancel::Cancel;
pub use close_call::CloseCall;
pub use complete::Complete;
pub use confirm::Confirm;
pub use due::Due;
pub use join::Join;
pub use let_go::LetGo;
pub use plan::Plan;
pub use rate::Rate;
pub use rejection::Rejection;
pub use show::Show;
pub use state::{Event, MentoringSession};
pub use views::{CUT_OFF, CallClosed, Can, EARLY, LATE, List, Rating, SESSIONS, SessionRow, State, call_times, partition, sort};
pub use void::Void;

impl crate::core::Noun for MentoringSession {
    fn commands<T: crate::core::CommandTable<Self>>(table: T) -> T {
        let table = table.command::<Plan>().command::<Confirm>().command::<Void>().command::<Join>();
        let table = table.command::<Complete>().command::<Cancel>().command::<Rate>().command::<Due>();
        table.command::<Show>().command::<LetGo>().command::<CloseCall>()
    }
}
