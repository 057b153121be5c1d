//! Errors sorted by what the caller does about them.

use std::time::Duration;

use lyceum_storage::StoreError;

/// Why an ask has no reply.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// The entity refused; `code` is stable, `field` the command's where one is at fault.
    #[error("{code}: {message}")]
    Rejected { code: String, message: String, field: Option<String> },
    /// Too much waits for this entity or shard: nothing was done, come back later.
    #[error("busy, come back in {retry_after:?}")]
    Busy { retry_after: Duration },
    /// Not now; what was asked may or may not have been done. Repeat it under the same request id.
    #[error("unavailable: {cause}")]
    Unavailable { retry_after: Duration, cause: String },
    /// The request id was used before, for something else.
    #[error("the idempotency key was used for something else")]
    KeyReused,
    /// No answer within the deadline; the outcome is unknown.
    #[error("no answer within the deadline")]
    Deadline,
}

impl AskError {
    pub(crate) fn unavailable(cause: impl Into<String>) -> Self {
        Self::Unavailable { retry_after: Duration::from_secs(1), cause: cause.into() }
    }

    pub(crate) fn busy() -> Self {
        Self::Busy { retry_after: Duration::from_secs(1) }
    }
}

impl From<StoreError> for AskError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy(_) => Self::busy(),
            error => Self::unavailable(error.to_string()),
        }
    }
}

/// Why a node did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("another node changed the map again and again")]
    Map,
    #[error("a shard actor did not start: {0}")]
    Actor(String),
}
