//! Unknown outcomes and zombies: the same bytes submitted again are in the journal once, and a fence keeps zombies out.

use super::{Subject, append, append_one, commit, entity};
use crate::{
    AppendError, Store,
    faults::{AppendFault, Faults},
};

pub async fn all(subject: &dyn Subject) {
    let store = subject.empty().await;
    a_retry_settles_an_unknown_outcome(&store).await;
    a_zombie_of_a_settled_attempt_lands_nowhere(&store).await;
    a_fence_keeps_zombies_out(&store).await;
    a_zombie_that_lands_first_makes_the_retry_ok(&store).await;
    a_torn_submission_is_whole_after_its_retry(&store).await;
    writers_under_random_faults_lose_and_double_nothing(&store).await;
}

async fn a_retry_settles_an_unknown_outcome(store: &Store) {
    for fault in [AppendFault::Landed, AppendFault::Lost] {
        let faults = Faults::new();
        let faulty = faults.wrap(store);
        let first = commit(entity(), 1, 2, 1);
        faults.append(fault);
        let outcome = append_one(&faulty.journal, first.clone()).await;
        assert!(matches!(outcome, Err(AppendError::Unknown(_))), "{fault:?}: {outcome:?}");
        append_one(&faulty.journal, first.clone()).await.expect("the retry");
        assert_eq!(store.journal.read(&first.entity, 1, 10).await.expect("read"), [first], "{fault:?}");
    }
}

async fn a_zombie_of_a_settled_attempt_lands_nowhere(store: &Store) {
    let faults = Faults::new();
    let faulty = faults.wrap(store);
    let e = entity();
    let (first, second) = (commit(e, 1, 1, 1), commit(e, 2, 1, 1));
    faults.append(AppendFault::Zombie);
    let outcome = append_one(&faulty.journal, first.clone()).await;
    assert!(matches!(outcome, Err(AppendError::Unknown(_))));
    append_one(&faulty.journal, first.clone()).await.expect("the retry");
    append_one(&faulty.journal, second.clone()).await.expect("the next");
    assert_eq!(faults.release(), 1);
    store.journal.fence(&e, 1).await.expect("what was submitted before is decided");
    assert_eq!(store.journal.read(&e, 1, 10).await.expect("read"), [first, second]);
}

async fn a_fence_keeps_zombies_out(store: &Store) {
    let faults = Faults::new();
    let faulty = faults.wrap(store);
    let e = entity();
    let zombie = commit(e, 1, 1, 1);
    faults.append(AppendFault::Zombie);
    assert!(append_one(&faulty.journal, zombie.clone()).await.is_err());
    let head = store.journal.fence(&e, 2).await.expect("fence");
    assert_eq!(head.next, 1, "it is not there yet");
    faults.release();
    let own = commit(e, 1, 1, 2);
    append_one(&store.journal, own.clone()).await.expect("the new owner");
    let late = append_one(&faulty.journal, zombie).await;
    assert!(matches!(late, Err(AppendError::Conflict(h)) if h.epoch == 2), "{late:?}");
    assert_eq!(store.journal.read(&e, 1, 10).await.expect("read"), [own]);
}

async fn a_zombie_that_lands_first_makes_the_retry_ok(store: &Store) {
    let faults = Faults::new();
    let faulty = faults.wrap(store);
    let zombie = commit(entity(), 1, 1, 1);
    faults.append(AppendFault::Zombie);
    assert!(append_one(&faulty.journal, zombie.clone()).await.is_err());
    faults.release();
    append_one(&faulty.journal, zombie.clone()).await.expect("the retry");
    assert_eq!(store.journal.read(&zombie.entity, 1, 10).await.expect("read"), [zombie]);
}

async fn a_torn_submission_is_whole_after_its_retry(store: &Store) {
    let faults = Faults::new();
    let faulty = faults.wrap(store);
    let commits: Vec<_> = (0..9).map(|_| commit(entity(), 1, 1, 1)).collect();
    faults.append(AppendFault::Torn);
    let outcomes = append(&faulty.journal, commits.clone()).await;
    assert!(outcomes.iter().all(|o| matches!(o, Err(AppendError::Unknown(_)))), "{outcomes:?}");
    assert!(append(&faulty.journal, commits.clone()).await.iter().all(Result::is_ok));
    for commit in commits {
        assert_eq!(store.journal.read(&commit.entity, 1, 10).await.expect("read"), [commit]);
    }
}

async fn writers_under_random_faults_lose_and_double_nothing(store: &Store) {
    for seed in 1..=4 {
        let faults = Faults::new();
        let faulty = faults.wrap(store);
        faults.random(seed * 7919, 400);
        let e = entity();
        let mut acknowledged = Vec::new();
        while acknowledged.len() < 50 {
            let next = acknowledged.len() as u64 + 1;
            let attempt = commit(e, next, 1, 1);
            // an owner keeps the bytes until it knows; zombies may land at any time
            loop {
                match append_one(&faulty.journal, attempt.clone()).await {
                    Ok(()) => break acknowledged.push(attempt),
                    Err(AppendError::Conflict(head)) => panic!("seed {seed}: a single owner in conflict with {head:?}"),
                    Err(AppendError::Unknown(_) | AppendError::Busy(_) | AppendError::Unavailable(_)) => {}
                }
                if next.is_multiple_of(3) {
                    faults.release();
                }
            }
        }
        faults.release();
        store.journal.fence(&e, 1).await.expect("what was submitted before is decided");
        assert_eq!(store.journal.read(&e, 1, 100).await.expect("read"), acknowledged, "seed {seed}");
    }
}
