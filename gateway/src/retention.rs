//! What nobody needs any more: pictures that no profile names.
//!
//! A picture is adopted before the command that names it, so that none in use is ever swept; a crash in between leaves one that nothing
//! names. The log itself, with all that is in it, is kept for ever.

use std::{
    collections::HashSet,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use lyceum_cluster::{AskError, Request};
use lyceum_domain::{
    core::{Entity, EntityId, OrganizationId},
    user::{ShowProfile, User},
};
use lyceum_storage::{EntityKey, Kind, StoreError};
use uuid::Uuid;

use crate::api::Api;

const EVERY: Duration = Duration::from_hours(24);
/// Far longer than any command takes.
const AGE: Duration = Duration::from_hours(24);
/// Accounts listed at a time.
const PAGE: usize = 1000;
/// How every picture begins: what else may be stored is not ours to judge.
const JPEG: [u8; 3] = [0xff, 0xd8, 0xff];

#[derive(Debug, thiserror::Error)]
pub enum RetentionError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("an account cannot be asked: {0}")]
    Account(AskError),
}

/// Sweeps now and every day, until it is dropped.
pub async fn daily(api: Api) {
    let mut day = tokio::time::interval(EVERY);
    loop {
        day.tick().await;
        let before = SystemTime::now().checked_sub(AGE).and_then(|at| at.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
        match sweep(&api, i64::try_from(before.as_millis()).unwrap_or(i64::MAX)).await {
            Ok(0) => {}
            Ok(swept) => tracing::info!(swept, "pictures that no profile names were deleted"),
            Err(error) => tracing::warn!(%error, "pictures were not swept; it is tried again in a day"),
        }
    }
}

/// Deletes pictures that were put before `before_ms` and that no profile names; how many.
pub async fn sweep(api: &Api, before_ms: i64) -> Result<usize, RetentionError> {
    let blobs = &api.node().store().blobs;
    let mut old = blobs.adopted(before_ms).await?;
    old.sort_unstable();
    let mut swept = 0;
    for pictures in old.chunk_by(|a, b| a.0 == b.0) {
        let organization = pictures[0].0;
        let named = named(api, organization).await?;
        for (_, id) in pictures.iter().filter(|(_, id)| !named.contains(id)) {
            let is_picture = blobs.get(organization, *id).await?.is_some_and(|bytes| bytes.starts_with(&JPEG));
            // put again meanwhile it is young
            if is_picture && blobs.discard(organization, *id, before_ms).await? {
                swept += 1;
            }
        }
    }
    Ok(swept)
}

/// The picture of every account there is.
async fn named(api: &Api, organization: Uuid) -> Result<HashSet<Uuid>, RetentionError> {
    let kind = Kind::new(User::KIND);
    let mut named = HashSet::new();
    let mut after = EntityKey { organization, kind, id: Uuid::nil() };
    loop {
        let page = api.node().store().journal.entities(Some(after), PAGE).await?;
        for key in page.iter().filter(|key| (key.organization, key.kind) == (organization, kind)) {
            let request = Request::system(OrganizationId(organization));
            match api.node().ask(request, EntityId(key.id), ShowProfile).await {
                Ok(seen) => named.extend(seen.value.picture),
                // an account that never became one, or is none any more
                Err(AskError::Rejected { .. }) => {}
                Err(error) => return Err(RetentionError::Account(error)),
            }
        }
        match page.last() {
            Some(last) if (last.organization, last.kind) == (organization, kind) => after = *last,
            _ => return Ok(named),
        }
    }
}
