use crate::core::{TextError, personal::SealError};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("there is no such channel or message")]
    NotFound,
    #[error("you may not do this in this channel")]
    Forbidden,
    #[error("this channel is closed; its messages stay readable")]
    Closed,
    #[error("a channel has {max} members at most")]
    TooManyMembers { max: usize },
    #[error("this message was deleted")]
    Deleted,
    #[error("this message was edited since you looked")]
    Stale,
    #[error("this message is too old to change")]
    TooOld,
    #[error("the next message of this producer has sequence {expected}; send the missing ones first")]
    SequenceGap { expected: u64 },
    #[error("this message was taken before later ones of its producer; go on after sequence {last}")]
    SequenceOld { last: u64 },
    #[error("react with one emoji")]
    Emoji,
    #[error("this message has as many different reactions as fit; join one of them")]
    TooManyReactions,
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
            Self::Closed => "channel_closed",
            Self::TooManyMembers { .. } => "too_many_members",
            Self::Deleted => "message_deleted",
            Self::Stale => "etag_stale",
            Self::TooOld => "message_too_old",
            Self::SequenceGap { .. } => "sequence_gap",
            Self::SequenceOld { .. } => "sequence_old",
            Self::Emoji => "emoji_invalid",
            Self::TooManyReactions => "too_many_reactions",
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
