//! The real node on the embedded store.

#![expect(clippy::unwrap_used, reason = "the helpers of these tests fail by panicking, as the tests do")]

mod bounds;
mod faults;
mod live;
#[path = "../nouns/mod.rs"]
mod nouns;
mod owner;
mod parking;
mod support;

use std::{sync::Arc, time::Duration};

use lyceum_cluster::{AskError, ManualClock, Options, Request};
use lyceum_domain::core::{EntityId, Timestamp};
use nouns::{
    booking::{Book, Show, Stage},
    ledger::Entries,
    seats::Holders,
    till::{Add, Explode, Look, Refuse, Stick, TILLS, Till, TillRow, ledger_id},
};
use support::{Home, ORGANIZATION, START, booking, node, options, plain, request, start, till, until};
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_survives_the_process_and_its_retry_gets_the_first_answer() {
    let home = Home::new();
    let clock = Arc::new(ManualClock::new(START));
    let first = {
        let node = node(home.path(), &clock).await;
        node.ask(request("k1"), till(1), Add { tag: 5 }).await.unwrap()
        // Dropped here without a drain, like a killed process.
    };
    let node = node(home.path(), &clock).await;
    assert_eq!(node.ask(request("k1"), till(1), Add { tag: 5 }).await.unwrap(), first);
    assert_eq!(node.ask(plain(), till(1), Look).await.unwrap(), first);
    let other = Request { body_hash: [1; 32], ..request("k1") };
    assert_eq!(node.ask(other, till(1), Add { tag: 5 }).await.unwrap_err(), AskError::KeyReused);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_effect_that_was_not_delivered_before_the_crash_is_delivered_after_it() {
    let home = Home::new();
    let clock = Arc::new(ManualClock::new(START));
    for round in 0..5 {
        let node = node(home.path(), &clock).await;
        for tag in 0..10 {
            node.ask(plain(), till(1), Add { tag: round * 10 + tag }).await.unwrap();
        }
    }
    let node = node(home.path(), &clock).await;
    for ledger in 0..2 {
        until("the ledgers hold all entries", async || {
            node.ask(plain(), ledger_id(ledger), Entries { from: till(1) }).await.unwrap() == 25
        })
        .await;
    }
    let row: TillRow = node.row(TILLS, ORGANIZATION, till(1).0.as_bytes(), b"total").await.unwrap().unwrap().value;
    assert_eq!(row.added, 50);
    let events = node.events::<Till>(ORGANIZATION, till(1), 41, 100).await.unwrap();
    assert_eq!(events.iter().map(|(at, _)| *at).collect::<Vec<_>>(), (41..=50).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idle_entity_leaves_memory_and_comes_back_the_same() {
    let home = Home::new();
    let clock = Arc::new(ManualClock::new(START));
    let options = Options { passivate_after: Duration::from_mins(1), ..options() };
    let metrics = options.metrics.clone();
    let node = start(home.path(), &clock, options).await;
    let mut last = None;
    for tag in 0..40 {
        last = Some(node.ask(plain(), till(1), Add { tag }).await.unwrap());
    }
    until("every entity left memory", async || {
        clock.advance(lyceum_domain::core::Duration::from_secs(61));
        metrics.entities.get() == 0
    })
    .await;
    assert_eq!(Some(node.ask(plain(), till(1), Look).await.unwrap()), last);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_saga_over_two_entities_ends_in_seats_that_are_held_by_the_confirmed() {
    let home = Home::new();
    let clock = Arc::new(ManualClock::new(START));
    let node = node(home.path(), &clock).await;
    let seats = EntityId(Uuid::from_u128(99));
    for n in 0..5 {
        node.ask(request(&format!("b{n}")), booking(n), Book { seats }).await.unwrap();
    }
    let mut confirmed = Vec::new();
    for n in 0..5 {
        until("the booking is decided", async || node.ask(plain(), booking(n), Show).await.unwrap() != Stage::Asking).await;
        if node.ask(plain(), booking(n), Show).await.unwrap() == Stage::Confirmed {
            confirmed.push(booking(n));
        }
    }
    let holders = node.ask(plain(), seats, Holders).await.unwrap();
    assert_eq!(holders.into_iter().collect::<Vec<_>>(), confirmed);
    assert_eq!(confirmed.len(), nouns::seats::SEATS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_due_entity_that_is_not_in_memory_is_woken() {
    let home = Home::new();
    let clock = Arc::new(ManualClock::new(START));
    let options = Options { passivate_after: Duration::from_millis(200), ..options() };
    let metrics = options.metrics.clone();
    let node = start(home.path(), &clock, options).await;
    let far = Timestamp(START.0 + 3_600_000);
    node.ask(plain(), till(3), Stick { due: far }).await.unwrap();
    until("it left memory", async || {
        clock.advance(lyceum_domain::core::Duration(250));
        metrics.entities.get() == 0
    })
    .await;
    clock.advance(lyceum_domain::core::Duration::from_hours(1));
    // Its due time does not advance, so the wake-up parks it, durably.
    until("it was woken and parked", async || !node.parked().await.unwrap().is_empty()).await;
    assert_eq!(metrics.wakes.get(), 1);
    let refused = node.ask(plain(), till(3), Look).await.unwrap_err();
    assert!(matches!(refused, AskError::Unavailable { .. }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_in_a_decision_fails_that_command_alone_and_one_in_evolve_parks() {
    let home = Home::new();
    let clock = Arc::new(ManualClock::new(START));
    let node = node(home.path(), &clock).await;
    node.ask(plain(), till(1), Add { tag: 1 }).await.unwrap();
    assert!(matches!(node.ask(plain(), till(1), Explode { late: false }).await, Err(AskError::Unavailable { .. })));
    assert_eq!(node.ask(plain(), till(1), Look).await.unwrap().position, 1);
    assert!(matches!(node.ask(plain(), till(1), Explode { late: true }).await, Err(AskError::Unavailable { .. })));
    until("it is parked", async || node.parked().await.unwrap().len() == 1).await;
    drop(node);
    let node = support::node(home.path(), &clock).await;
    assert!(matches!(node.ask(plain(), till(1), Look).await, Err(AskError::Unavailable { .. })), "parked over a restart");
    let parked = node.parked().await.unwrap().remove(0);
    node.unpark(&parked.entity).await.unwrap();
    assert_eq!(node.ask(plain(), till(1), Look).await.unwrap().position, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_mailbox_answers_busy_and_everything_else_is_served() {
    let home = Home::new();
    let clock = Arc::new(ManualClock::new(START));
    let node = start(home.path(), &clock, Options { entity_mailbox: 8, ..options() }).await;
    let asks = (0..200).map(|tag| {
        let node = node.clone();
        tokio::spawn(async move { node.ask(plain(), till(1), Add { tag }).await })
    });
    let (mut done, mut busy) = (0, 0);
    for ask in asks.collect::<Vec<_>>() {
        match ask.await.unwrap() {
            Ok(_) => done += 1,
            Err(AskError::Busy { .. }) => busy += 1,
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(done + busy, 200);
    assert!(busy > 0);
    assert_eq!(node.ask(plain(), till(1), Look).await.unwrap().position, done);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rejection_has_its_code_and_a_drained_node_loses_nothing() {
    let home = Home::new();
    let clock = Arc::new(ManualClock::new(START));
    let node = node(home.path(), &clock).await;
    node.ask(plain(), till(1), Add { tag: 1 }).await.unwrap();
    let refused = node.ask(plain(), till(1), Refuse).await.unwrap_err();
    assert!(matches!(refused, AskError::Rejected { code, .. } if code == "never"));
    node.drain().await;
    assert!(matches!(node.ask(plain(), till(1), Look).await, Err(AskError::Unavailable { .. })));
    drop(node);
    let node = support::node(home.path(), &clock).await;
    assert_eq!(node.ask(plain(), till(1), Look).await.unwrap().position, 1);
}
