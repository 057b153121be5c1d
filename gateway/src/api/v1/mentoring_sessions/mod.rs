mod cancel;
mod complete;
mod list;
mod rate;
mod show;

use crate::api::table::operations;

operations!(
    list::ListMentoringSessions,
    show::ShowMentoringSession,
    cancel::CancelMentoringSession,
    complete::CompleteMentoringSession,
    rate::RateMentoringSession
);
