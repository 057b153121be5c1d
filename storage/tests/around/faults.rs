//! What injected faults do to calls, so that a test over them knows what it tests.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use lyceum_storage::{
    AppendError, Options, Store, StoreError,
    contract::{Answers, append_one, commit, entity},
    faults::{AppendFault, Fault, Faults},
    open,
};
use tempfile::TempDir;
use tokio::time::Instant;

/// A store, the same one with faults, and the handle of those.
fn faulty() -> (TempDir, Store, Store, Faults) {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&Options::new(dir.path())).unwrap();
    let faults = Faults::new();
    let faulty = faults.wrap(&store);
    (dir, store, faulty, faults)
}

fn is_unavailable<T>(result: Result<T, StoreError>) -> bool {
    matches!(result, Err(StoreError::Unavailable(why)) if why.contains("save_cursor: injected"))
}

#[tokio::test]
async fn a_call_that_fails_was_not_done_and_one_of_unknown_outcome_was() {
    let (_dir, store, faulty, faults) = faulty();
    let e = entity();
    faults.call("save_cursor", Fault::Error);
    faults.call("save_cursor", Fault::Unknown);
    assert!(is_unavailable(faulty.placement.save_cursor(&e, Bytes::from("1")).await));
    assert_eq!(faulty.placement.cursor(&e).await.unwrap(), None, "other calls have no fault");
    assert!(is_unavailable(faulty.placement.save_cursor(&e, Bytes::from("2")).await));
    assert_eq!(store.placement.cursor(&e).await.unwrap(), Some(Bytes::from("2")));
    faulty.placement.save_cursor(&e, Bytes::from("3")).await.expect("no fault is left");
}

#[tokio::test(start_paused = true)]
async fn a_delayed_call_is_done_when_its_time_has_come() {
    let (_dir, store, faulty, faults) = faulty();
    let (e, started) = (entity(), Instant::now());
    let delay = Duration::from_mins(1);
    faults.call("save_cursor", Fault::Delay(delay));
    let late = faulty.placement.save_cursor(&e, Bytes::from("1"));
    tokio::pin!(late);
    assert!(tokio::time::timeout(delay / 2, &mut late).await.is_err(), "it came early");
    assert_eq!(store.placement.cursor(&e).await.unwrap(), None);
    late.await.unwrap();
    assert_eq!(started.elapsed(), delay);
    assert_eq!(store.placement.cursor(&e).await.unwrap(), Some(Bytes::from("1")));
}

#[tokio::test(start_paused = true)]
async fn a_delayed_append_conflicts_with_what_overtook_it() {
    let (_dir, store, faulty, faults) = faulty();
    let (e, started, delay) = (entity(), Instant::now(), Duration::from_mins(1));
    let (late, first) = (commit(e, 1, 1, 1), commit(e, 1, 1, 1));
    faults.append(AppendFault::Delay(delay));
    let answers = Arc::new(Answers::default());
    faulty.journal.submit(vec![late], answers.clone());
    append_one(&faulty.journal, first.clone()).await.unwrap();
    let outcome = answers.wait(1).await.remove(0).outcome;
    assert!(matches!(outcome, Err(AppendError::Conflict(head)) if head.attempt == first.attempt), "{outcome:?}");
    assert!(started.elapsed() >= delay, "it was submitted early");
    assert_eq!(store.journal.read(&e, 1, 10).await.unwrap(), [first]);
}
