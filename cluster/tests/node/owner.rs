//! Who may answer: a node whose lease lapsed says nothing for sure, a deposed one nothing at all, a failed actor is replaced.

use std::{sync::Arc, time::Duration};

use lyceum_cluster::{AskError, ManualClock, Options};
use lyceum_storage::faults::{AppendFault, Fault, Faults};

use crate::{
    nouns::{
        ledger::Entries,
        till::{Add, Look, ledger_id},
    },
    support::{Home, START, node, options, plain, request, start_faulty, till, till_key, until},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_whose_lease_lapsed_answers_nothing_and_resumes_with_its_next_renewal() {
    let (home, clock, faults) = (Home::new(), Arc::new(ManualClock::new(START)), Faults::new());
    let lease = Options { lease_lapse: Some(Duration::from_millis(500)), lease_renew: Duration::from_millis(20), ..options() };
    let node = start_faulty(home.path(), &clock, lease, &faults).await;
    let answers = async || node.ask(plain(), till(1), Look).await;
    until("it has the lease", async || answers().await.is_ok()).await;
    (0..60).for_each(|_| faults.call("renew", Fault::Error));
    until("the lease lapsed", async || lapsed(answers().await.map(drop))).await;
    let id = request("made without a lease");
    let made = node.ask(id.clone(), till(1), Add { tag: 1 }).await;
    assert!(made.is_ok() || lapsed(made.map(drop)));
    until("it renewed the lease", async || answers().await.is_ok()).await;
    node.ask(id, till(1), Add { tag: 1 }).await.unwrap();
    assert_eq!(answers().await.unwrap().position, 1, "done once, whatever was answered");
}

fn lapsed(answer: Result<(), AskError>) -> bool {
    matches!(answer, Err(AskError::Unavailable { cause, .. }) if cause.contains("lease"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_meets_a_higher_epoch_is_deposed_and_decides_nothing_more() {
    let home = Home::new();
    let clock = Arc::new(ManualClock::new(START));
    let node = node(home.path(), &clock).await;
    node.ask(plain(), till(1), Add { tag: 1 }).await.unwrap();
    let head = node.store().journal.head(&till_key(1)).await.unwrap();
    node.store().journal.fence(&till_key(1), head.epoch + 1_000).await.unwrap();
    assert!(matches!(node.ask(plain(), till(1), Add { tag: 2 }).await, Err(AskError::Unavailable { .. })));
    for n in [1, 2, 3] {
        until("no entity is answered for", async || lapsed(node.ask(plain(), till(n), Look).await.map(drop))).await;
    }
    let head = node.store().journal.head(&till_key(1)).await.unwrap();
    assert_eq!(head.next, 2, "nothing was appended");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shard_actor_that_panics_is_replaced_and_its_entities_serve_with_all_that_was_acknowledged() {
    let home = Home::new();
    let clock = Arc::new(ManualClock::new(START));
    let faults = Faults::new();
    let node = start_faulty(home.path(), &clock, options(), &faults).await;
    for tag in 0..6 {
        node.ask(plain(), till(1), Add { tag }).await.unwrap();
    }
    let before = node.store().placement.map().await.unwrap().unwrap().version;
    faults.append(AppendFault::Panic);
    // An effect under way may be what sets it off.
    let asked = node.ask(request("on the mine"), till(1), Add { tag: 7 }).await;
    until("it went off", async || faults.appends_left() == 0 || node.ask(plain(), till(2), Add { tag: 1 }).await.is_err()).await;
    until("the entity serves again", async || node.ask(request("on the mine"), till(1), Add { tag: 7 }).await.is_ok()).await;
    assert_eq!(node.ask(plain(), till(1), Look).await.unwrap().position, 7, "{asked:?}");
    until("what had to follow followed", async || {
        clock.advance(lyceum_domain::core::Duration::from_secs(31));
        node.ask(plain(), ledger_id(1), Entries { from: till(1) }).await == Ok(4)
    })
    .await;
    let after = node.store().placement.map().await.unwrap().unwrap().version;
    assert_eq!(after, before + 1, "its successor has an epoch of its own");
}
