//! Whose access tokens are good still, though a restart forgot that their accounts have ended.

use lyceum_domain::{
    core::{OrganizationId, Timestamp},
    user::erasure::{Erasure, STREAM},
};
use lyceum_storage::{StoreError, streams::StoredRecord};

use crate::{api::Api, auth::TOKEN_TIME};

/// Looked through at a start, from the last one back.
const RECALLED_MAX: u64 = 10_000;
const READ_MAX: usize = 500;

pub async fn recall(api: &Api) -> Result<(), StoreError> {
    let streams = &api.node().store().streams;
    let since = Timestamp(api.now().0 - i64::try_from(TOKEN_TIME.as_millis()).unwrap_or(i64::MAX));
    let mut from = streams.end(STREAM).await?.saturating_sub(RECALLED_MAX);
    loop {
        let records = streams.read(STREAM, from, READ_MAX).await?;
        let Some(last) = records.last() else { return Ok(()) };
        from = last.offset + 1;
        for StoredRecord { record, .. } in records {
            if let Ok(Erasure { person, at, .. }) = ciborium::from_reader(&record.body[..])
                && at > since
            {
                api.gone(OrganizationId(record.key.organization), person);
            }
        }
    }
}
