//! The node on a store that fails at random: errors, unknown outcomes, torn and late appends.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use lyceum_cluster::{AskError, ManualClock, Node};
use lyceum_domain::core::EntityId;
use lyceum_storage::faults::{Fault, Faults};

use crate::{
    nouns::{
        ledger::{Entries, Event, Ledger},
        till::{self, Add, Look, TILLS, Till, TillRow, ledger_id},
    },
    support::{Home, ORGANIZATION, START, options, plain, request, start_faulty, till, until},
};

const TILL_COUNT: u128 = 4;
const DEADLINE: Duration = Duration::from_secs(2);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_faults_lose_nothing_acknowledged_hold_nobody_beyond_the_deadline_and_end_without_a_trace() {
    let (home, clock, faults) = (Home::new(), Arc::new(ManualClock::new(START)), Faults::new());
    let node = start_faulty(home.path(), &clock, options(), &faults).await;
    faults.random(0x5eed, 150);
    let mut acknowledged: BTreeSet<u64> = BTreeSet::new();
    for round in 0..12 {
        let asks: Vec<_> = (0..20)
            .map(|n| {
                let (node, tag) = (node.clone(), round * 20 + n);
                tokio::spawn(async move {
                    let asked = tokio::time::timeout(DEADLINE + Duration::from_secs(2), add(&node, tag)).await;
                    asked.expect("answered by its deadline").is_ok().then_some(tag)
                })
            })
            .collect();
        until("everybody is answered", async || {
            clock.advance(lyceum_domain::core::Duration(50));
            asks.iter().all(tokio::task::JoinHandle::is_finished)
        })
        .await;
        for ask in asks {
            acknowledged.extend(ask.await.unwrap());
        }
        faults.release();
    }
    assert!(!acknowledged.is_empty());
    faults.random(0, 0);
    faults.release();
    for tag in 0..240 {
        until("served after the faults", async || {
            clock.advance(lyceum_domain::core::Duration(100));
            add(&node, tag).await.is_ok()
        })
        .await;
    }
    assert_eq!(node.parked().await.unwrap(), []);
    let mut all = Vec::new();
    for n in 0..TILL_COUNT {
        let tags = tags(&node, till(n)).await;
        until("row and ledgers have followed", async || {
            clock.advance(lyceum_domain::core::Duration::from_secs(5));
            let row = node.row::<TillRow>(TILLS, ORGANIZATION, till(n).0.as_bytes(), b"total").await.unwrap();
            let mut entered = 0;
            for ledger in 0..2 {
                entered += node.ask(plain(), ledger_id(ledger), Entries { from: till(n) }).await.unwrap_or(0);
            }
            entered == tags.len() as u64 && row.is_some_and(|row| row.value.added == entered)
        })
        .await;
        all.extend(tags);
    }
    for ledger in 0..2 {
        let events = node.events::<Ledger>(ORGANIZATION, ledger_id(ledger), 1, 1000).await.unwrap();
        assert!(!events.iter().any(|(_, event)| matches!(event, Some(Event::OutOfTurn { .. }))), "a lane lost its order");
    }
    all.sort_unstable();
    assert_eq!(all, (0..240).collect::<Vec<_>>(), "each addition once");
}

async fn add(node: &Node, tag: u64) -> Result<(), AskError> {
    let asked = request(&format!("add {tag}")).with_deadline(DEADLINE);
    node.ask(asked, till(u128::from(tag) % TILL_COUNT), Add { tag }).await.map(drop)
}

async fn tags(node: &Node, of: EntityId) -> Vec<u64> {
    let events = node.events::<Till>(ORGANIZATION, of, 1, 1000).await.unwrap();
    let tag = |event| if let till::Event::Added { tag, .. } = event { Some(tag) } else { None };
    events.into_iter().filter_map(|(_, event)| tag(event?)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_entity_whose_storage_is_away_is_unavailable_and_served_when_it_is_back() {
    let home = Home::new();
    let clock = Arc::new(ManualClock::new(START));
    {
        let node = crate::support::node(home.path(), &clock).await;
        node.ask(plain(), till(1), Add { tag: 1 }).await.unwrap();
        node.drain().await;
    }
    let faults = Faults::new();
    // before the node starts, which may look after the entity by itself
    for call in ["head", "cursor", "snapshot"] {
        (0..3).for_each(|_| faults.call(call, Fault::Error));
    }
    let node = start_faulty(home.path(), &clock, options(), &faults).await;
    let answer = node.ask(plain(), till(1), Look).await;
    assert!(matches!(answer, Err(AskError::Unavailable { .. })), "{answer:?}");
    until("it is served", async || {
        clock.advance(lyceum_domain::core::Duration::from_secs(1));
        node.ask(plain(), till(1), Look).await.is_ok_and(|saw| saw.position == 1)
    })
    .await;
    assert_eq!(node.parked().await.unwrap(), [], "what may go well the next time parks nobody");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cursor_that_storage_refuses_waits_for_its_time_also_when_the_node_stops() {
    const FAULTS: usize = 1_000;
    let (home, clock, faults) = (Home::new(), Arc::new(ManualClock::new(START)), Faults::new());
    let node = start_faulty(home.path(), &clock, options(), &faults).await;
    (0..FAULTS).for_each(|_| faults.call("save_cursor", Fault::Error));
    node.ask(plain(), till(1), Add { tag: 2 }).await.unwrap();
    // a node that stops takes no effect any more, and what has one to deliver keeps its cursor
    until("the ledger has it", async || node.ask(plain(), ledger_id(0), Entries { from: till(1) }).await.unwrap() == 1).await;
    let draining = tokio::spawn({
        let node = node.clone();
        async move { node.drain().await }
    });
    until("the cursor is refused", async || faults.left("save_cursor") < FAULTS).await;
    for _ in 0..1_000 {
        tokio::task::yield_now().await;
    }
    // one each of the entity and of what its command told
    let tried = FAULTS - faults.left("save_cursor");
    assert!((1..=4).contains(&tried), "{tried} tries in one moment");
    draining.abort();
}
