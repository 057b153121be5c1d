//! What storage does not take is said, and a refusal that lasts does not fill the log.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use lyceum_storage::StoreError;
use parking_lot::Mutex;

/// The same is said again after so long, with how often it was.
const EVERY: Duration = Duration::from_mins(1);

static SAID: Mutex<BTreeMap<&'static str, Said>> = Mutex::new(BTreeMap::new());

struct Said {
    at: Instant,
    /// Refusals since then.
    times: u64,
}

/// Whether it was taken.
pub(super) fn said(what: &'static str, result: Result<(), StoreError>) -> bool {
    let Err(error) = result else { return true };
    if let Some(times) = due(&mut SAID.lock(), what, Instant::now()) {
        tracing::warn!(%error, what, times, "storage did not take it: again later");
    }
    false
}

/// How many refusals are to be told of now.
fn due(said: &mut BTreeMap<&'static str, Said>, what: &'static str, now: Instant) -> Option<u64> {
    let Some(last) = said.get_mut(what) else {
        said.insert(what, Said { at: now, times: 0 });
        return Some(1);
    };
    last.times += 1;
    if now < last.at + EVERY {
        return None;
    }
    last.at = now;
    Some(std::mem::take(&mut last.times))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_said_at_once_and_the_others_by_their_number_once_a_minute() {
        let (mut said, began) = (BTreeMap::new(), Instant::now());
        let mut tell = |what, secs| due(&mut said, what, began + Duration::from_secs(secs));
        assert_eq!((tell("cursor", 0), tell("rows", 0)), (Some(1), Some(1)));
        assert_eq!([1, 30, 59].map(|secs| tell("cursor", secs)), [None; 3]);
        assert_eq!((tell("cursor", 60), tell("cursor", 61), tell("rows", 61)), (Some(4), None, Some(1)));
    }
}
