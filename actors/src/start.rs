//! All live actors of a node.

use std::sync::Arc;

use lyceum_cluster::Node;
use lyceum_domain::core::{OrganizationId, UserId};
use lyceum_media::Media;
use lyceum_storage::StoreError;
use prometheus_client::registry::Registry;
use tokio::task::AbortHandle;

use crate::{
    channel::Channels,
    erasures,
    live::{Hook, Wires},
    metrics::Metrics,
    notifications,
    people::People,
    room::{self, Rooms},
    session::{Sessions, Shared, Verify},
    supervisor,
};

/// Why the live actors did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the supervisor did not start: {0}")]
    Supervisor(String),
}

/// Cheap to clone.
#[derive(Clone)]
pub struct Actors {
    pub sessions: Sessions,
    pub channels: Channels,
    pub rooms: Rooms,
    pub(crate) people: People,
    /// What runs beside the live actors.
    tasks: [AbortHandle; 3],
}

impl Actors {
    /// `hook` is the one that the node's table of kinds was made with.
    pub async fn start(
        node: Node,
        media: Media,
        verify: Arc<dyn Verify>,
        hook: &Hook,
        registry: &mut Registry,
    ) -> Result<Self, StartError> {
        let metrics = Metrics::registered(registry);
        let supervisor = supervisor::start().await.map_err(|error| StartError::Supervisor(error.to_string()))?;
        let timeline = node.store().placement.map().await?.map_or(0, |map| map.timeline.into());
        let people = People::new(node.clone());
        let channels = Channels::new(node.clone(), people.clone(), supervisor.clone(), timeline);
        let rooms = Rooms::new(node.clone(), people.clone(), media, supervisor.clone());
        let wires = Wires { node: node.clone(), channels: channels.clone(), rooms: rooms.clone(), people: people.clone() };
        hook.connect(wires);
        let reclaim = tokio::spawn(room::reclaim(rooms.clone())).abort_handle();
        let notifications = tokio::spawn(notifications::run(node.clone())).abort_handle();
        let erasures = tokio::spawn(erasures::run(node.clone())).abort_handle();
        let sessions = Sessions::start(Shared::new(node, verify, channels.clone(), rooms.clone(), supervisor, metrics));
        Ok(Self { sessions, channels, rooms, people, tasks: [notifications, erasures, reclaim] })
    }

    /// Nobody is shown by what was remembered of this person.
    pub fn forget(&self, organization: OrganizationId, user: UserId) {
        self.people.forget(organization, user);
    }

    /// Closes every socket and writes what is only in memory. Before the node drains.
    pub async fn stop(&self) {
        self.sessions.close_all();
        self.channels.flush().await;
        self.tasks.iter().for_each(AbortHandle::abort);
    }
}
