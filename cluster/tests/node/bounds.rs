//! Every queue and every wait ends somewhere, and says so.

use std::{future::ready, pin::pin, sync::Arc, time::Duration};

use lyceum_cluster::{AskError, ManualClock, Options};
use lyceum_storage::faults::{AppendFault, Faults};

use crate::{
    nouns::till::{Add, Look},
    support::{Home, START, options, plain, start, start_faulty, till, until},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_for_one_entity_is_decided_in_few_commits() {
    let (home, clock, faults) = (Home::new(), Arc::new(ManualClock::new(START)), Faults::new());
    let options = options();
    let commits = options.metrics.commits.clone();
    let node = start_faulty(home.path(), &clock, options, &faults).await;
    faults.append(AppendFault::Delay(Duration::from_millis(100)));
    let asks: Vec<_> = (0..100)
        .map(|n| {
            let node = node.clone();
            // Even tags: all entries go to one ledger.
            tokio::spawn(async move { node.ask(plain(), till(1), Add { tag: 2 * n }).await })
        })
        .collect();
    for ask in asks {
        ask.await.unwrap().unwrap();
    }
    assert_eq!(node.ask(plain(), till(1), Look).await.unwrap().position, 100);
    let journal = &node.store().journal;
    let own = journal.read(&crate::support::till_key(1), 1, 1000).await.unwrap().len();
    assert!(own <= 10, "{own} commits of 100 commands");
    assert!(commits.get() >= own as u64);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_shard_answers_busy_and_has_room_again_when_it_is_done() {
    let (home, clock, faults) = (Home::new(), Arc::new(ManualClock::new(START)), Faults::new());
    let node = start_faulty(home.path(), &clock, Options { actor_mailbox: 4, shard_actors: 1, ..options() }, &faults).await;
    faults.append(AppendFault::Delay(Duration::from_millis(300)));
    let asks: Vec<_> = (0..12)
        .map(|tag| {
            let node = node.clone();
            tokio::spawn(async move { node.ask(plain(), till(1), Add { tag: 2 * tag }).await })
        })
        .collect();
    let (mut done, mut busy) = (0, 0);
    for ask in asks {
        match ask.await.unwrap() {
            Ok(_) => done += 1,
            Err(AskError::Busy { .. }) => busy += 1,
            Err(error) => panic!("{error}"),
        }
    }
    assert!(done >= 1 && busy >= 1, "{done} done, {busy} busy");
    assert_eq!(node.ask(plain(), till(1), Look).await.unwrap().position, done, "who was told busy was not served");
    until("it has room", async || node.ask(plain(), till(9), Look).await.is_ok()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shard_with_too_many_entities_lets_the_longest_idle_go() {
    let home = Home::new();
    let clock = Arc::new(ManualClock::new(START));
    let options = Options { shard_actors: 1, entities_live: 8, ..options() };
    let live = options.metrics.entities.clone();
    let node = start(home.path(), &clock, options).await;
    for n in 0..40 {
        until("there is room", async || {
            clock.advance(lyceum_domain::core::Duration(100));
            node.ask(plain(), till(n), Add { tag: 1 }).await.is_ok()
        })
        .await;
        assert!(live.get() <= 16, "{} entities in memory", live.get());
    }
    until("the shard is no longer crowded", async || {
        clock.advance(lyceum_domain::core::Duration(500));
        live.get() <= 8
    })
    .await;
    for n in 0..40 {
        until("it is served", async || {
            clock.advance(lyceum_domain::core::Duration(100));
            node.ask(plain(), till(n), Look).await.is_ok_and(|saw| saw.position >= 1)
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_past_its_deadline_is_not_decided() {
    let (home, clock, faults) = (Home::new(), Arc::new(ManualClock::new(START)), Faults::new());
    let node = start_faulty(home.path(), &clock, options(), &faults).await;
    faults.append(AppendFault::Delay(Duration::from_secs(1)));
    let first = tokio::spawn({
        let node = node.clone();
        async move { node.ask(plain(), till(1), Add { tag: 2 }).await }
    });
    until("the first is under way", async || {
        let head = node.ask(plain().with_deadline(Duration::from_millis(1)), till(1), Look).await;
        matches!(head, Err(AskError::Deadline))
    })
    .await;
    let mut second = pin!(node.ask(plain(), till(1), Add { tag: 4 }));
    tokio::select! {
        biased;
        early = &mut second => panic!("answered before the first: {early:?}"),
        () = ready(()) => {}
    }
    // Its five seconds pass while it waits behind the first.
    clock.advance(lyceum_domain::core::Duration::from_secs(6));
    first.await.unwrap().unwrap();
    assert_eq!(second.await.unwrap_err(), AskError::Deadline);
    assert_eq!(node.ask(plain(), till(1), Look).await.unwrap().position, 1);
}
