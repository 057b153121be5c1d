//! What cannot go on is parked, listed, and goes on when an operator says so.

use std::sync::Arc;

use lyceum_cluster::{AskError, KindTable, LaneOrder, ManualClock, Node};
use lyceum_domain::core::{At, Command, Decision, Duration, Entity};
use lyceum_storage::placement::Parked;
use serde::{Deserialize, Serialize};

use crate::{
    nouns::{
        No,
        ledger::{self, Entries, Ledger},
        till::{self, Add, Look, ledger_id},
    },
    support::{Home, ORGANIZATION, START, node, plain, start_with, till, till_key, until},
};

/// The till as a former program knew it: it reads no additions.
#[derive(Clone, Default, Serialize, Deserialize)]
struct FormerTill;

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum FormerEvent {
    Exploding,
}

impl Entity for FormerTill {
    const KIND: &'static str = "till";
    const STATE: u32 = 9;
    type Event = FormerEvent;
    type Rejection = No;

    fn evolve(&mut self, _: &FormerEvent) {}
}

#[derive(Serialize, Deserialize)]
struct FormerLook;

impl Command for FormerLook {
    const NAME: &'static str = "look";
    type Entity = FormerTill;
    type Reply = u64;

    fn decide(self, _: &FormerTill, at: &At) -> Decision<Self> {
        Ok((vec![], at.position - 1))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_that_does_not_decode_parks_its_entity_and_unparking_it_under_a_program_that_reads_it_serves_it() {
    let home = Home::new();
    let clock = Arc::new(ManualClock::new(START));
    {
        let node = node(home.path(), &clock).await;
        node.ask(plain(), till(1), Add { tag: 4 }).await.unwrap();
        node.drain().await;
    }
    let parked = {
        let former = KindTable::new().kind::<FormerTill>(lyceum_cluster::KindBuilder::command::<FormerLook>);
        let node = start_with(home.path(), &clock, former).await;
        let refused = node.ask(plain(), till(1), FormerLook).await.unwrap_err();
        assert!(matches!(refused, AskError::Unavailable { .. }), "{refused}");
        until("it is listed", async || !node.parked().await.unwrap().is_empty()).await;
        node.parked().await.unwrap().remove(0)
    };
    assert_eq!((parked.entity, parked.lane, parked.position), (till_key(1), None, 1));
    assert!(parked.cause.contains("does not decode"), "{}", parked.cause);
    let node = node(home.path(), &clock).await;
    assert!(matches!(node.ask(plain(), till(1), Look).await, Err(AskError::Unavailable { .. })), "until an operator says so");
    node.unpark(&till_key(1)).await.unwrap();
    assert_eq!(node.ask(plain(), till(1), Look).await.unwrap().position, 1);
    assert_eq!(node.parked().await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_poisoned_lane_is_parked_and_listed_and_goes_on_with_its_effect_or_without_it() {
    let home = Home::new();
    let clock = Arc::new(ManualClock::new(START));
    let ledger = format!("ledger/{}", ledger_id(0).0);
    {
        // Its ledger takes no entries.
        let poisonous = KindTable::new()
            .kind::<till::Till>(|k| k.command::<Add>().command::<Look>())
            .kind::<Ledger>(lyceum_cluster::KindBuilder::command::<Entries>);
        let node = start_with(home.path(), &clock, poisonous).await;
        for tag in [2, 4, 6] {
            node.ask(plain(), till(1), Add { tag }).await.unwrap();
        }
        until("the lane is seen to wait", async || {
            clock.advance(Duration::from_secs(1));
            !node.stuck_lanes().await.unwrap().is_empty()
        })
        .await;
        let stuck = node.stuck_lanes().await.unwrap().remove(0);
        assert_eq!((stuck.id, &stuck.lane, stuck.position, stuck.waiting), (till(1).0, &ledger, 1, 3));
        assert!(stuck.since_ms == START.0 && stuck.cause.contains("has no command enter"), "{stuck:?}");
        let parked = lane_parked(&node, &clock, 1).await;
        assert_eq!(node.stuck_lanes().await.unwrap(), [], "parked lanes are in the other list");
        assert_eq!((parked.entity, parked.lane.as_deref()), (till_key(1), Some(&ledger[..])));
        assert_eq!(parked.since_ms, Some(START.0));
        assert!(parked.cause.contains("has no command enter"), "{}", parked.cause);
        assert_eq!(node.ask(plain(), till(1), Look).await.unwrap().position, 3, "the entity itself is served");

        node.resume_lane(till_key(1), &ledger, LaneOrder::Retry).await.unwrap();
        lane_parked(&node, &clock, 1).await;
        node.resume_lane(till_key(1), &ledger, LaneOrder::Skip).await.unwrap();
        lane_parked(&node, &clock, 2).await;
        let other = node.resume_lane(till_key(1), "ledger/another", LaneOrder::Skip).await.unwrap_err();
        assert!(matches!(other, AskError::Rejected { code, .. } if code == "not_parked"));
    }
    let node = node(home.path(), &clock).await;
    assert_eq!(node.parked().await.unwrap().len(), 1, "parked over a restart");
    node.resume_lane(till_key(1), &ledger, LaneOrder::Retry).await.unwrap();
    assert_eq!(node.parked().await.unwrap(), []);
    until("the ledger has the last entry", async || entries(&node).await == 3).await;
    let events = node.events::<Ledger>(ORGANIZATION, ledger_id(0), 1, 10).await.unwrap();
    let entered = events.into_iter().filter_map(|(_, event)| event).map(|event| match event {
        ledger::Event::Entered { tag, .. } | ledger::Event::OutOfTurn { tag, .. } => tag,
    });
    assert_eq!(entered.collect::<Vec<_>>(), [4, 6], "all but the one that was given up, each once");
    node.ask(plain(), till(1), Add { tag: 8 }).await.unwrap();
    until("the lane runs on", async || entries(&node).await == 4).await;
}

async fn entries(node: &Node) -> u64 {
    node.ask(plain(), ledger_id(0), Entries { from: till(1) }).await.unwrap()
}

async fn lane_parked(node: &Node, clock: &ManualClock, position: u64) -> Parked {
    until("the lane is parked", async || {
        clock.advance(Duration::from_secs(5));
        node.parked().await.unwrap().iter().any(|parked| parked.position == position)
    })
    .await;
    node.parked().await.unwrap().remove(0)
}
