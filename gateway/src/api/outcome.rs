//! An ask's errors as problems, and waiting for a saga.

use std::time::Duration;

use lyceum_cluster::AskError;
use lyceum_storage::{DISK_FULL, StoreError};

use crate::problem::Problem;

pub fn problem(error: AskError) -> Problem {
    match error {
        AskError::Rejected { code, message, field: None } => Problem::new(&code, message),
        AskError::Rejected { code, message, field: Some(field) } => Problem::field(&code, &format!("/{field}"), message),
        AskError::Busy { retry_after } => {
            Problem::new("busy", "too much is waiting here; try again soon").retry_after(retry_after)
        }
        AskError::Unavailable { retry_after, cause } => {
            tracing::warn!(%cause, "an entity is unavailable");
            unavailable(&cause).retry_after(retry_after)
        }
        AskError::KeyReused => Problem::new("key_reused", "this `Idempotency-Key` was used for something else; make a new one"),
        AskError::Deadline => Problem::new(
            "outcome_unknown",
            "no answer came in time; it may have been done. Send the same request with the same `Idempotency-Key` again",
        )
        .retry_after(Duration::from_secs(1)),
    }
}

/// What storage answered; a full disk is nobody's fault here and passes.
pub fn storage(error: StoreError) -> Problem {
    match error {
        StoreError::Unavailable(cause) => {
            tracing::warn!(%cause, "storage is unavailable");
            unavailable(&cause).retry_after(Duration::from_secs(1))
        }
        error => Problem::internal(error),
    }
}

/// The whole cause is the operator's; people hear what they may count on.
fn unavailable(cause: &str) -> Problem {
    let detail = if cause.contains(DISK_FULL) {
        "the server's disk is full: nothing new is kept until its operator makes room, and what is there can be read"
    } else {
        "this is not available now; try again soon"
    };
    Problem::new("unavailable", detail)
}

/// How far a saga came while the client waited.
pub enum Outcome<T> {
    Settled(T),
    Running(T),
}

/// How long a request waits for a saga before it answers 202.
pub const PATIENCE: Duration = Duration::from_secs(3);

impl<T> Outcome<T> {
    /// Looks again and again, less and less often, until `settled` or [`PATIENCE`].
    pub async fn wait<F, Fut>(mut look: F, settled: impl Fn(&T) -> bool) -> Result<Self, Problem>
    where
        F: FnMut() -> Fut,
        Fut: Future<Output = Result<T, Problem>>,
    {
        let end = tokio::time::Instant::now() + PATIENCE;
        let mut pause = Duration::from_millis(5);
        loop {
            let seen = look().await?;
            if settled(&seen) {
                return Ok(Self::Settled(seen));
            }
            if tokio::time::Instant::now() + pause > end {
                return Ok(Self::Running(seen));
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(Duration::from_millis(100));
        }
    }

    pub fn into_inner(self) -> T {
        match self {
            Self::Settled(value) | Self::Running(value) => value,
        }
    }
}
