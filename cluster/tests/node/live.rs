//! Observers are told of a commit once its rows can be read.

use std::{sync::Arc, time::Duration};

use lyceum_cluster::{Live, LiveCommit, ManualClock, Node};
use lyceum_storage::faults::{Fault, Faults};
use tokio::sync::mpsc;

use crate::{
    nouns::{
        kinds_with,
        till::{Add, TILLS, Till, TillRow},
    },
    support::{Home, ORGANIZATION, START, opened, options, plain, till, until},
};

/// Tells what the state had when it was shown, and where the commit began.
struct Observer(mpsc::UnboundedSender<(u64, u64, usize)>);

impl Live<Till> for Observer {
    fn committed(&self, commit: &LiveCommit<'_, Till>) {
        self.0.send((commit.state.added, commit.first, commit.events.len())).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_fetches_on_being_told_reads_the_commits_rows() {
    let (home, clock, faults) = (Home::new(), Arc::new(ManualClock::new(START)), Faults::new());
    let (node, mut told) = observed(&home, &clock, &faults).await;
    for n in 1..=3 {
        faults.call("row_write", Fault::Delay(Duration::from_millis(60)));
        let asked = tokio::spawn({
            let node = node.clone();
            async move { node.ask(plain(), till(1), Add { tag: n }).await }
        });
        assert_eq!(told.recv().await.unwrap().0, n);
        assert_eq!(row(&node).await, Some(n), "the observer was told before the row could be read");
        asked.await.unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn observers_wait_for_rows_no_longer_than_replies_do_and_hear_all_commits_in_order() {
    let (home, clock, faults) = (Home::new(), Arc::new(ManualClock::new(START)), Faults::new());
    let (node, mut told) = observed(&home, &clock, &faults).await;
    (0..1000).for_each(|_| faults.call("row_write", Fault::Error));
    let asks = (0..20).map(|tag| {
        let node = node.clone();
        tokio::spawn(async move { node.ask(plain(), till(1), Add { tag }).await.unwrap() })
    });
    let asks: Vec<_> = asks.collect();
    until("everybody has their reply", async || {
        clock.advance(lyceum_domain::core::Duration(250));
        asks.iter().all(tokio::task::JoinHandle::is_finished)
    })
    .await;
    assert_eq!(row(&node).await, None);
    let mut next = 1;
    while next <= 20 {
        let (added, first, events) = told.recv().await.unwrap();
        assert_eq!(first, next, "a commit is missing or out of order");
        next += events as u64;
        assert_eq!(added, next - 1, "an observer saw what was not durable yet");
    }
}

async fn observed(home: &Home, clock: &Arc<ManualClock>, faults: &Faults) -> (Node, mpsc::UnboundedReceiver<(u64, u64, usize)>) {
    let (tell, told) = mpsc::unbounded_channel();
    let kinds = kinds_with(|till| till.live(Arc::new(Observer(tell))));
    let store = faults.wrap(&opened(home.path()));
    (Node::start(store, kinds, options(), clock.clone()).await.unwrap(), told)
}

async fn row(node: &Node) -> Option<u64> {
    let row = node.row::<TillRow>(TILLS, ORGANIZATION, till(1).0.as_bytes(), b"total").await.unwrap();
    row.map(|row| row.value.added)
}
