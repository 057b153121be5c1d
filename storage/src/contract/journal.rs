//! Append is compare-and-set, reads see what was answered, fences hold.

use uuid::Uuid;

use super::{Subject, append, append_one, commit, entity};
use crate::{AppendError, Commit, Head, Store};

pub async fn all(subject: &dyn Subject) {
    let store = subject.empty().await;
    a_new_entity_has_the_new_head(&store).await;
    appends_follow_each_other(&store).await;
    a_wrong_position_conflicts(&store).await;
    the_same_attempt_is_taken_once(&store).await;
    a_failed_commit_fails_those_behind_it(&store).await;
    a_fence_shuts_lower_epochs_out(&store).await;
    reads_begin_anywhere(&store).await;
    oversized_commits_are_refused(&store).await;
    racing_owners_never_both_win(&store).await;
    entities_are_listed_in_pages(subject).await;
    everything_is_there_after_a_restart(subject).await;
}

async fn a_new_entity_has_the_new_head(store: &Store) {
    assert_eq!(store.journal.head(&entity()).await.expect("head"), Head::NEW);
    assert_eq!(store.journal.read(&entity(), 1, 10).await.expect("read"), []);
}

async fn appends_follow_each_other(store: &Store) {
    let e = entity();
    let commits = vec![commit(e, 1, 3, 1), commit(e, 4, 1, 1), commit(e, 5, 2, 2)];
    let outcomes = append(&store.journal, commits.clone()).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    let head = Head { next: 7, epoch: 2, attempt: commits[2].attempt };
    assert_eq!(store.journal.head(&e).await.expect("head"), head);
    assert_eq!(store.journal.read(&e, 1, 10).await.expect("read"), commits);
}

async fn a_wrong_position_conflicts(store: &Store) {
    let e = entity();
    append_one(&store.journal, commit(e, 1, 1, 1)).await.expect("first");
    let head = store.journal.head(&e).await.expect("head");
    for position in [1, 3, u64::MAX / 2] {
        let outcome = append_one(&store.journal, commit(e, position, 1, 1)).await;
        assert!(matches!(outcome, Err(AppendError::Conflict(h)) if h == head), "{position}: {outcome:?}");
    }
    assert_eq!(store.journal.read(&e, 1, 10).await.expect("read").len(), 1);
}

async fn the_same_attempt_is_taken_once(store: &Store) {
    let e = entity();
    let first = commit(e, 1, 2, 1);
    let twice = append(&store.journal, vec![first.clone()]).await;
    assert!(twice[0].is_ok());
    append_one(&store.journal, first.clone()).await.expect("again");
    store.journal.fence(&e, 9).await.expect("fence");
    append_one(&store.journal, first.clone()).await.expect("again after a fence");
    assert_eq!(store.journal.read(&e, 1, 10).await.expect("read"), [first]);
}

async fn a_failed_commit_fails_those_behind_it(store: &Store) {
    let e = entity();
    store.journal.fence(&e, 5).await.expect("fence");
    // the second could be taken by itself
    let outcomes = append(&store.journal, vec![commit(e, 1, 1, 4), commit(e, 1, 1, 5), commit(e, 2, 1, 5)]).await;
    assert!(outcomes.iter().all(|o| matches!(o, Err(AppendError::Conflict(_)))), "{outcomes:?}");
    assert_eq!(store.journal.head(&e).await.expect("head").next, 1);
}

async fn a_fence_shuts_lower_epochs_out(store: &Store) {
    let e = entity();
    append_one(&store.journal, commit(e, 1, 1, 3)).await.expect("first");
    let head = store.journal.fence(&e, 7).await.expect("fence");
    assert_eq!((head.next, head.epoch), (2, 7));
    assert_eq!(store.journal.fence(&e, 6).await.expect("a lower fence"), head);
    let late = append_one(&store.journal, commit(e, 2, 1, 6)).await;
    assert!(matches!(late, Err(AppendError::Conflict(h)) if h == head), "{late:?}");
    append_one(&store.journal, commit(e, 2, 1, 7)).await.expect("the new owner");
}

async fn reads_begin_anywhere(store: &Store) {
    let e = entity();
    let mut commits = Vec::new();
    let mut position = 1;
    for n in 0..150u32 {
        let events = 1 + n % 3;
        commits.push(commit(e, position, events, 1));
        position += u64::from(events);
    }
    let outcomes = append(&store.journal, commits.clone()).await;
    assert!(outcomes.iter().all(Result::is_ok));
    for from in (0..position + 2).step_by(7) {
        for limit in [1, 5, 40, 1000] {
            let want: Vec<&Commit> = commits.iter().filter(|c| c.position + u64::from(c.events) > from).take(limit).collect();
            let got = store.journal.read(&e, from, limit).await.expect("read");
            assert_eq!(got.iter().collect::<Vec<_>>(), want, "from {from}, limit {limit}");
        }
    }
}

async fn oversized_commits_are_refused(store: &Store) {
    let e = entity();
    let large = Commit { body: vec![0; crate::journal::COMMIT_MAX + 1].into(), ..commit(e, 1, 1, 1) };
    for bad in [large, commit(e, 1, crate::journal::COMMIT_EVENTS_MAX + 1, 1), commit(e, 1, 0, 1)] {
        let outcome = append_one(&store.journal, bad).await;
        assert!(matches!(outcome, Err(AppendError::Unavailable(_))), "{outcome:?}");
    }
    let largest = Commit { body: vec![1; crate::journal::COMMIT_MAX].into(), ..commit(e, 1, 1, 1) };
    append_one(&store.journal, largest.clone()).await.expect("the largest");
    assert_eq!(store.journal.read(&e, 1, 1).await.expect("read"), [largest]);
}

async fn racing_owners_never_both_win(store: &Store) {
    let e = entity();
    for position in 1..=20 {
        let rivals: Vec<Commit> = (0..4).map(|_| commit(e, position, 1, 1)).collect();
        let races = rivals.iter().map(|c| {
            let (journal, commit) = (store.journal.clone(), c.clone());
            tokio::spawn(async move { append_one(&journal, commit).await.is_ok() })
        });
        let mut winners = Vec::new();
        for (race, rival) in races.collect::<Vec<_>>().into_iter().zip(&rivals) {
            if race.await.expect("a race ends") {
                winners.push(rival.attempt);
            }
        }
        let head: Head = store.journal.head(&e).await.expect("head");
        assert_eq!(winners, [head.attempt]);
    }
}

async fn entities_are_listed_in_pages(subject: &dyn Subject) {
    let store = subject.empty().await;
    let organization = Uuid::new_v4();
    let mut all = Vec::new();
    for n in 0..25 {
        let e = crate::EntityKey { organization, id: Uuid::from_u128(n), ..entity() };
        append_one(&store.journal, commit(e, 1, 1, 1)).await.expect("append");
        all.push(e);
    }
    store.journal.fence(&crate::EntityKey { id: Uuid::from_u128(99), ..all[0] }, 4).await.expect("fence");
    let mut listed = Vec::new();
    loop {
        let page = store.journal.entities(listed.last().copied(), 10).await.expect("entities");
        if page.is_empty() {
            break;
        }
        listed.extend(page);
    }
    assert_eq!(listed, all, "those with a commit, in order; a fence alone is none");
}

async fn everything_is_there_after_a_restart(subject: &dyn Subject) {
    let store = subject.empty().await;
    let (e, fenced) = (entity(), entity());
    let commits: Vec<Commit> = (1..=60).map(|p| commit(e, p, 1, 2)).collect();
    assert!(append(&store.journal, commits.clone()).await.iter().all(Result::is_ok));
    store.journal.fence(&e, 3).await.expect("fence");
    store.journal.fence(&fenced, 8).await.expect("fence");
    let head = store.journal.head(&e).await.expect("head");
    let mut store = store;
    for _ in 0..2 {
        store = subject.again(store).await;
        assert_eq!(store.journal.head(&e).await.expect("head"), head);
        assert_eq!(store.journal.head(&fenced).await.expect("head").epoch, 8);
        assert_eq!(store.journal.read(&e, 1, 100).await.expect("read"), commits);
        let late = append_one(&store.journal, commit(e, 61, 1, 2)).await;
        assert!(matches!(late, Err(AppendError::Conflict(_))), "the fence outlives the process: {late:?}");
    }
}
