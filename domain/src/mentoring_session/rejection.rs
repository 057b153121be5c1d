use crate::core::{TextError, personal::SealError};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("there is no such session")]
    NotFound,
    #[error("this is for the other participant to do")]
    Forbidden,
    #[error("you were not in this session's call; it ended by itself, and only a student who was in the call rates it")]
    NotThere,
    #[error("the session has not begun; come a little before its start")]
    TooEarly,
    #[error("the session is under way; complete it instead")]
    InProgress,
    #[error("it is too late to cancel; a student cancels up to two hours before the start, a mentor until the start")]
    TooLate,
    #[error("the session is over or was cancelled")]
    Over,
    #[error("a session can be rated once you have met or it is over")]
    NotYet,
    #[error("you have rated this session already")]
    AlreadyRated,
    #[error("a rating has 1 to 5 stars")]
    Stars,
    #[error(transparent)]
    Text(#[from] TextError),
    #[error(transparent)]
    Seal(#[from] SealError),
}

impl crate::core::Rejection for Rejection {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Forbidden | Self::NotThere => "forbidden",
            Self::TooEarly => "session_too_early",
            Self::InProgress => "session_in_progress",
            Self::TooLate => "too_late_to_cancel",
            Self::Over => "session_over",
            Self::NotYet => "too_early_to_rate",
            Self::AlreadyRated => "already_rated",
            Self::Stars => "stars_invalid",
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
