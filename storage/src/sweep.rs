//! The sweep of uploads that no commit adopted, while the program runs.

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use crate::Blobs;

const EVERY: Duration = Duration::from_hours(1);
/// Far longer than any upload takes from `put` to `adopt`.
const AGE: Duration = Duration::from_hours(24);

/// Sweeps now and every hour, until it is dropped.
pub async fn hourly(blobs: Arc<dyn Blobs>) {
    let mut hour = tokio::time::interval(EVERY);
    loop {
        hour.tick().await;
        let before = SystemTime::now().checked_sub(AGE).and_then(|at| at.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
        match blobs.sweep(i64::try_from(before.as_millis()).unwrap_or(i64::MAX)).await {
            Ok(0) => {}
            Ok(swept) => tracing::info!(swept, "uploads that nothing refers to were deleted"),
            Err(error) => tracing::warn!(%error, "uploads could not be swept; it is tried again in an hour"),
        }
    }
}
