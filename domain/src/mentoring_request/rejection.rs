use crate::core::{TextError, personal::SealError};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("there is no such request")]
    NotFound,
    #[error("sign in to ask a mentor")]
    Forbidden,
    #[error("you cannot ask yourself")]
    Own,
    #[error("only a mentor accepts; this person is none now")]
    NotMentor,
    #[error("wait for the other's answer to the times you proposed")]
    NotYourTurn,
    #[error("the request is being accepted just now; look again in a moment")]
    Accepting,
    #[error("the request was answered, withdrawn or has expired; ask anew")]
    Closed,
    #[error("offer 1 to {max} times of 15 minutes to 4 hours within the next 90 days", max = super::TIMES_MAX)]
    Times,
    #[error("this time has begun already; propose a later one")]
    Passed,
    #[error("this time is not among those offered; choose one of them or propose others")]
    NotOffered,
    #[error("you have proposed times often enough; ask anew")]
    TooManyRounds,
    #[error(transparent)]
    Text(#[from] TextError),
    #[error(transparent)]
    Seal(#[from] SealError),
}

impl crate::core::Rejection for Rejection {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Forbidden => "forbidden",
            Self::Own => "own_request",
            Self::NotMentor => "not_a_mentor",
            Self::NotYourTurn => "not_your_turn",
            Self::Accepting => "request_accepting",
            Self::Closed => "request_closed",
            Self::Times => "times_invalid",
            Self::Passed => "time_passed",
            Self::NotOffered => "time_not_offered",
            Self::TooManyRounds => "too_many_proposals",
            Self::Text(error) => error.code(),
            Self::Seal(_) => "key_missing",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Text(error) => Some(error.field()),
            _ => None,
        }
    }
}
