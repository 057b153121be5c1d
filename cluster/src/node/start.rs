//! Starting a node: lease, map, actors, and what a former owner left.

use std::sync::Arc;

use lyceum_storage::{
    Store,
    placement::{Parked, ShardMap},
};
use parking_lot::Mutex;
use ractor::Actor;

use super::{
    Inner, Node,
    actor::Msg,
    lease::{self, Lease},
    persons::Persons,
    router::Router,
    supervisor::{Supervisor, Workshop},
    ticker,
};
use crate::{
    Clock, KindTable, Options, StartError, Topics,
    host::{io::Input, next_map},
};

/// Attempts to change the map against others.
const MAP_TRIES: usize = 10;
/// Name of the secret that ids of made things are derived with.
pub const SEED: &str = "ids";

impl Node {
    /// Takes the node's lease and its shards, and redelivers what a former owner left, behind live requests.
    pub async fn start(store: Store, kinds: KindTable, options: Options, clock: Arc<dyn Clock>) -> Result<Self, StartError> {
        let started = lease::boot_ms();
        let held = store.placement.acquire(&options.node).await?;
        let lease = Arc::new(Lease::new(options.lease_lapse, started));
        let map = take_map(&store, &options).await?;
        let seed = *store.keys.secret(SEED).await?;
        let shards = u32::try_from(map.owners.len()).unwrap_or(u32::MAX);
        let router = Arc::new(Router::new(shards, options.shard_actors, options.actor_mailbox));
        let kinds = Arc::new(kinds);
        let workshop = Workshop {
            store: store.clone(),
            kinds: kinds.clone(),
            options: options.clone(),
            clock: clock.clone(),
            router: router.clone(),
            lease: lease.clone(),
            seed,
            shards,
        };
        let (supervisor, supervising) =
            Actor::spawn(None, Supervisor, workshop).await.map_err(|error| StartError::Actor(error.to_string()))?;
        super::supervisor::start_all(&supervisor, &map).await?;
        let tasks = Mutex::new(vec![
            supervising,
            tokio::spawn(lease::keep(lease, held, store.placement.clone(), options.lease_renew)),
            tokio::spawn(ticker::tick(Arc::downgrade(&router), clock.clone(), options.tick)),
        ]);
        let persons = Persons::new(store.keys.clone());
        let topics = Topics::new(options.metrics.topic_frames.clone());
        Ok(Self(Arc::new(Inner { store, topics, persons, clock, router, kinds, tasks })))
    }
}

/// Makes this node the owner of every shard, under a new epoch.
pub(super) async fn take_map(store: &Store, options: &Options) -> Result<ShardMap, StartError> {
    for _ in 0..MAP_TRIES {
        let before = store.placement.map().await?;
        let map = next_map(before.as_ref(), &options.node, options.shards);
        if store.placement.change_map(&map).await? {
            return Ok(map);
        }
    }
    Err(StartError::Map)
}

/// Tells an actor which shards it has, and what may be left to do in them.
pub(super) async fn hand_over(store: &Store, router: &Router, index: usize, parked: &[Parked]) -> Result<(), StartError> {
    let mut owns = Vec::new();
    for shard in router.shards_of(index) {
        let mut marked = store.placement.marked(shard).await?;
        // read at once, so that it is parked before somebody misses it
        let damaged = store.report.damaged.iter().map(|damaged| damaged.entity);
        marked.extend(damaged.filter(|entity| router.shard(entity) == shard && !marked.contains(entity)).collect::<Vec<_>>());
        let parked =
            parked.iter().filter(|parked| parked.lane.is_none() && router.shard(&parked.entity) == shard).cloned().collect();
        owns.push(Input::Own { shard, marked, parked });
    }
    router.send(index, Msg::Many(owns));
    Ok(())
}
