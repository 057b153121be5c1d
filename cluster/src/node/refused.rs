//! What storage does not take is said, and a refusal that lasts does not fill the log.

use std::{collections::BTreeMap, time::Instant};

use lyceum_storage::{Seldom, StoreError};
use parking_lot::Mutex;

static SAID: Mutex<BTreeMap<&'static str, Seldom>> = Mutex::new(BTreeMap::new());

/// Whether it was taken.
pub(super) fn said(what: &'static str, result: Result<(), StoreError>) -> bool {
    let Err(error) = result else { return true };
    if let Some(times) = SAID.lock().entry(what).or_default().due(Instant::now()) {
        tracing::warn!(%error, what, times, "storage did not take it: again later");
    }
    false
}
