//! One suite for every backend: what the traits' docs promise, as calls and assertions. A backend's test gives it a
//! [`Subject`] and runs [`all`].

pub mod blobs;
pub mod journal;
pub mod keys;
pub mod outcomes;
pub mod placement;
pub mod streams;
pub mod views;

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use parking_lot::Mutex;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::{AppendError, AppendSink, Appended, Commit, EntityKey, Journal, Kind, Store};

/// A backend under test.
#[async_trait]
pub trait Subject: Send + Sync {
    /// An installation with nothing in it.
    async fn empty(&self) -> Store;
    /// The same installation after its process ended and started again.
    async fn again(&self, store: Store) -> Store;
}

/// The whole suite.
pub async fn all(subject: &dyn Subject) {
    journal::all(subject).await;
    outcomes::all(subject).await;
    placement::all(subject).await;
    views::all(subject).await;
    streams::all(subject).await;
    blobs::all(subject).await;
    keys::all(subject).await;
}

/// An entity that no other call gave.
pub fn entity() -> EntityKey {
    EntityKey { organization: Uuid::new_v4(), kind: Kind::new("book"), id: Uuid::new_v4() }
}

pub fn commit(entity: EntityKey, position: u64, events: u32, epoch: u64) -> Commit {
    let attempt = Uuid::new_v4();
    let body = Bytes::from(format!("{position}+{events} by {attempt}"));
    Commit { entity, position, events, epoch, attempt, body }
}

/// A sink that can be waited for.
#[derive(Default)]
pub struct Answers {
    got: Mutex<Vec<Appended>>,
    more: Notify,
}

impl AppendSink for Answers {
    fn appended(&self, group: Vec<Appended>) {
        self.got.lock().extend(group);
        self.more.notify_one();
    }
}

impl Answers {
    /// The first `count` answers that came.
    pub async fn wait(&self, count: usize) -> Vec<Appended> {
        loop {
            let more = self.more.notified();
            if self.got.lock().len() >= count {
                return self.got.lock().clone();
            }
            more.await;
        }
    }
}

/// Submits and waits; outcomes in the order of submission.
pub async fn append(journal: &Arc<dyn Journal>, commits: Vec<Commit>) -> Vec<Result<(), AppendError>> {
    let answers = Arc::new(Answers::default());
    let attempts: Vec<Uuid> = commits.iter().map(|c| c.attempt).collect();
    journal.submit(commits, answers.clone());
    let mut got = answers.wait(attempts.len()).await;
    assert_eq!(got.len(), attempts.len(), "each commit is answered once");
    let mut take = |attempt: &Uuid| {
        let at = got.iter().position(|a| a.attempt == *attempt).expect("each attempt is answered");
        got.remove(at).outcome
    };
    attempts.iter().map(&mut take).collect()
}

pub async fn append_one(journal: &Arc<dyn Journal>, commit: Commit) -> Result<(), AppendError> {
    append(journal, vec![commit]).await.remove(0)
}
