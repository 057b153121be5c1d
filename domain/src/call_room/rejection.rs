#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("there is no such room")]
    NotFound,
    #[error("only the host does this")]
    Forbidden,
    #[error("the room is not open yet; come back a little before the session begins")]
    TooEarly,
    #[error("the call is over")]
    Ended,
    #[error("the host removed you from this call")]
    Removed,
    #[error("this person does not wait in the lobby")]
    NotWaiting,
    #[error("this person is not in the call")]
    NotInside,
    #[error("a call has {max} participants at most")]
    TooMany { max: usize },
}

impl crate::core::Rejection for Rejection {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Forbidden => "forbidden",
            Self::TooEarly => "room_too_early",
            Self::Ended => "room_ended",
            Self::Removed => "removed_from_room",
            Self::NotWaiting => "not_waiting",
            Self::NotInside => "not_in_call",
            Self::TooMany { .. } => "too_many_participants",
        }
    }
}
