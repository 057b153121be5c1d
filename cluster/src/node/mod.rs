//! The handle that everything above holds, and the shell around the host's state machines: actors, storage, time.

mod actor;
mod ask;
mod backoff;
mod filled;
mod history;
mod lanes;
mod lease;
mod perform;
mod persons;
mod reading;
mod refused;
mod restored;
mod router;
mod start;
mod supervisor;
mod ticker;

use std::{sync::Arc, time::Duration};

use lyceum_domain::core::{OrganizationId, PersonKeys, UserId};
use lyceum_storage::{EntityKey, Store, StoreError, placement::Parked};
use parking_lot::Mutex;
use tokio::task::JoinHandle;

use crate::{
    AskError, Clock, KindTable, Request, Topics,
    host::io::{Input, LaneOrder},
};
pub use history::{PastEvent, PastState};
use persons::Persons;
pub use reading::RowOf;
pub use restored::raise_timeline;
use router::Router;
pub use start::SEED;

/// Commits under way are waited for this long when the node stops.
const DRAIN_MAX: Duration = Duration::from_secs(10);

/// One node of the cluster; cheap to clone. When the last handle is dropped the node stops where it is, as a crash would.
#[derive(Clone)]
pub struct Node(Arc<Inner>);

struct Inner {
    store: Store,
    topics: Topics,
    persons: Persons,
    clock: Arc<dyn Clock>,
    router: Arc<Router>,
    kinds: Arc<KindTable>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl Node {
    /// The persons' keys, from a short-lived cache. An erased person has none; a key that cannot be read now is none that was erased.
    pub async fn keys(&self, organization: OrganizationId, persons: &[UserId]) -> Result<PersonKeys, AskError> {
        Ok(self.0.persons.get(organization, persons).await?)
    }

    /// Destroys a person's key, for good: what is sealed with it is erased, wherever it lies.
    pub async fn erase(&self, organization: OrganizationId, person: UserId) -> Result<(), StoreError> {
        self.0.persons.erase(organization, person).await
    }

    pub fn topics(&self) -> &Topics {
        &self.0.topics
    }

    pub fn store(&self) -> &Store {
        &self.0.store
    }

    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }

    /// Entities that are not served, and lanes that deliver nothing, until an operator says so.
    pub async fn parked(&self) -> Result<Vec<Parked>, AskError> {
        Ok(self.store().placement.parked().await?)
    }

    /// Serves a parked entity again, from its next command on.
    pub async fn unpark(&self, entity: &EntityKey) -> Result<(), AskError> {
        self.store().placement.unpark(entity, None).await?;
        self.0.router.unpark(*entity);
        Ok(())
    }

    /// Lets a parked lane go on, with the effect it stopped at or without; rejected as `not_parked` if there is none such.
    pub async fn resume_lane(&self, entity: EntityKey, lane: &str, order: LaneOrder) -> Result<(), AskError> {
        let told = self.told(&entity, Request::DEADLINE, |waiter| {
            let lane = lane.to_owned();
            Input::ResumeLane { key: entity, lane, order, waiter }
        });
        ask::outcome(told.await?).map(drop)
    }

    /// Takes no new commands, lets what runs become durable, saves cursors and snapshots, stops.
    pub async fn drain(&self) {
        if tokio::time::timeout(DRAIN_MAX, self.0.router.drain()).await.is_err() {
            tracing::warn!("commits were still under way when the node stopped");
        }
        // cursors are saved lazily: a process that ends now would lose the last ones
        if !matches!(tokio::time::timeout(DRAIN_MAX, self.store().placement.sync()).await, Ok(Ok(()))) {
            tracing::warn!("what was delivered last is delivered again at the next start");
        }
        self.0.router.stop_and_wait().await;
        let tasks = std::mem::take(&mut *self.0.tasks.lock());
        for task in tasks {
            task.abort();
            // Only that it has let go of the store matters.
            let _ = task.await;
        }
    }
}

impl Inner {
    fn stop(&self) {
        self.tasks.lock().iter().for_each(JoinHandle::abort);
        self.router.stop();
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.stop();
    }
}
