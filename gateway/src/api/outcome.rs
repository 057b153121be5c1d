//! An ask's errors as problems, and waiting for a saga.

use std::time::{Duration, Instant};

use lyceum_cluster::AskError;
use lyceum_storage::{Seldom, StoreError, Trouble};
use parking_lot::Mutex;

use crate::problem::Problem;

pub fn problem(error: AskError) -> Problem {
    match error {
        AskError::Rejected { code, message, field: None } => Problem::new(&code, message),
        AskError::Rejected { code, message, field: Some(field) } => Problem::field(&code, &format!("/{field}"), message),
        AskError::Busy { retry_after } => busy().retry_after(retry_after),
        AskError::Unavailable { retry_after, cause } => unavailable("an entity", &cause).retry_after(retry_after),
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
        StoreError::Unavailable(cause) => unavailable("storage", &cause).retry_after(Duration::from_secs(1)),
        StoreError::Busy(_) => busy(),
        error => Problem::internal(error),
    }
}

fn busy() -> Problem {
    Problem::new("busy", "too much is waiting here; try again soon")
}

/// A disk that takes nothing is met by every request.
static DISK: Mutex<Seldom> = Mutex::new(Seldom::new());

/// The whole cause is the operator's; people hear what they may count on.
fn unavailable(what: &str, cause: &str) -> Problem {
    let trouble = Trouble::in_cause(cause);
    let times = if trouble.is_some() { DISK.lock().due(Instant::now()) } else { Some(1) };
    if let Some(times) = times {
        tracing::warn!(cause, times, "{what} is unavailable");
    }
    let detail = match trouble {
        None => "this is not available now; try again soon",
        Some(Trouble::Full) => {
            "the server's disk is full: nothing new is kept until its operator makes room, and what is there can be read"
        }
        Some(Trouble::ReadOnly) => {
            "the server's disk takes no writes: nothing new is kept until its operator mends that, and what is there can be read"
        }
        Some(Trouble::Failing) => {
            "the server's disk fails: nothing new is kept until its operator replaces it; what can still be read is shown"
        }
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
