//! A real node on a real embedded store in a folder of its own, with time that stands still until moved.

use std::{path::Path, sync::Arc, time::Duration};

use lyceum_cluster::{KindTable, ManualClock, Node, Options, Request, RequestId};
use lyceum_domain::core::{Actor, EntityId, OrganizationId, Timestamp};
use lyceum_storage::{EntityKey, Kind, Store, faults::Faults, open};
use uuid::Uuid;

use crate::nouns::kinds;

pub const ORGANIZATION: OrganizationId = OrganizationId(Uuid::from_u128(7));
pub const START: Timestamp = Timestamp(1_800_000_000_000);

/// A store's folder, which goes only after the store was closed.
pub struct Home(tempfile::TempDir);

impl Home {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        drop(opened(self.path()));
    }
}

/// A former node of this test may still be letting go of the store.
pub fn opened(dir: &Path) -> Store {
    loop {
        match open::open(&open::Options { reserve_bytes: 0, ..open::Options::new(dir) }) {
            Ok(store) => break store,
            Err(open::OpenError::Locked(_)) => std::thread::yield_now(),
            Err(error) => panic!("{error}"),
        }
    }
}

pub async fn node(dir: &Path, clock: &Arc<ManualClock>) -> Node {
    start(dir, clock, options()).await
}

pub async fn start(dir: &Path, clock: &Arc<ManualClock>, options: Options) -> Node {
    Node::start(opened(dir), kinds(), options, clock.clone()).await.unwrap()
}

pub fn options() -> Options {
    Options { shards: 64, shard_actors: 4, tick: Duration::from_millis(5), ..Options::default() }
}

pub fn plain() -> Request {
    Request::new(ORGANIZATION, Actor::System)
}

pub fn request(key: &str) -> Request {
    plain().with_id(RequestId::derive(ORGANIZATION, b"somebody", "test", key), [0; 32])
}

pub fn till(n: u128) -> EntityId {
    EntityId(Uuid::from_u128(1000 + n))
}

pub fn booking(n: u128) -> EntityId {
    EntityId(Uuid::from_u128(2000 + n))
}

/// Waits for a condition; the virtual time stands still meanwhile.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let waited = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waited).await.unwrap_or_else(|_| panic!("in vain: {what}"));
}

pub fn till_key(n: u128) -> EntityKey {
    EntityKey { organization: ORGANIZATION.0, kind: Kind::new("till"), id: till(n).0 }
}

/// A node whose kinds are not those of this program.
pub async fn start_with(dir: &Path, clock: &Arc<ManualClock>, kinds: KindTable) -> Node {
    Node::start(opened(dir), kinds, options(), clock.clone()).await.unwrap()
}

/// A node on a store that fails when told to.
pub async fn start_faulty(dir: &Path, clock: &Arc<ManualClock>, options: Options, faults: &Faults) -> Node {
    Node::start(faults.wrap(&opened(dir)), kinds(), options, clock.clone()).await.unwrap()
}
