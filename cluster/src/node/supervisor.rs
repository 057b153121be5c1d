//! Starts the shard actors, and again, under a new epoch, one that failed.

use std::{sync::Arc, time::Instant};

use lyceum_storage::{Store, placement::ShardMap};
use ractor::{Actor, ActorProcessingErr, ActorRef, SupervisionEvent, rpc::CallResult};

use super::{
    actor::{ShardActor, State},
    backoff::Backoff,
    lease::Lease,
    perform::Performer,
    router::Router,
    start::{hand_over, take_map},
};
use crate::{
    Clock, KindTable, Options, StartError,
    host::{Settings, Shard},
};

/// Everything that a shard actor is made of.
pub(super) struct Workshop {
    pub store: Store,
    pub kinds: Arc<KindTable>,
    pub options: Options,
    pub clock: Arc<dyn Clock>,
    pub router: Arc<Router>,
    pub lease: Arc<Lease>,
    pub seed: [u8; 32],
    pub shards: u32,
}

pub(super) struct Supervisor;

pub(super) enum Order {
    Start(ShardMap, ractor::RpcReplyPort<Result<(), StartError>>),
    Restart(usize),
}

pub(super) struct Crew {
    workshop: Workshop,
    pauses: Vec<Backoff>,
    names: Vec<Option<ractor::ActorId>>,
}

pub(super) async fn start_all(supervisor: &ActorRef<Order>, map: &ShardMap) -> Result<(), StartError> {
    match supervisor.call(|reply| Order::Start(map.clone(), reply), None).await {
        Ok(CallResult::Success(result)) => result,
        _ => Err(StartError::Actor("the supervisor stopped".to_owned())),
    }
}

impl Actor for Supervisor {
    type Msg = Order;
    type State = Crew;
    type Arguments = Workshop;

    async fn pre_start(&self, _myself: ActorRef<Order>, workshop: Workshop) -> Result<Crew, ActorProcessingErr> {
        let actors = workshop.router.actors();
        Ok(Crew { workshop, pauses: vec![Backoff::default(); actors], names: vec![None; actors] })
    }

    async fn handle(&self, myself: ActorRef<Order>, order: Order, crew: &mut Crew) -> Result<(), ActorProcessingErr> {
        match order {
            Order::Start(map, reply) => {
                let started = crew.start_all(&myself, &map).await;
                // Whoever starts the node may have been dropped.
                let _ = reply.send(started);
            }
            Order::Restart(index) if !crew.workshop.router.is_stopped() => {
                if let Err(error) = crew.restart(&myself, index).await {
                    tracing::error!(%error, index, "a shard actor did not start again");
                    crew.restart_later(&myself, index);
                }
            }
            Order::Restart(_) => {}
        }
        Ok(())
    }

    async fn handle_supervisor_evt(
        &self,
        myself: ActorRef<Order>,
        event: SupervisionEvent,
        crew: &mut Crew,
    ) -> Result<(), ActorProcessingErr> {
        if let SupervisionEvent::ActorFailed(actor, error) = event
            && let Some(index) = crew.names.iter().position(|name| *name == Some(actor.get_id()))
        {
            tracing::error!(%error, index, "a shard actor failed");
            crew.workshop.router.take(index);
            crew.restart_later(&myself, index);
        }
        Ok(())
    }
}

impl Crew {
    async fn start_all(&mut self, myself: &ActorRef<Order>, map: &ShardMap) -> Result<(), StartError> {
        let parked = self.workshop.store.placement.parked().await?;
        for index in 0..self.workshop.router.actors() {
            self.start(myself, index, map).await?;
            hand_over(&self.workshop.store, &self.workshop.router, index, &parked).await?;
        }
        Ok(())
    }

    /// A new epoch, so that what the failed one has under way cannot land behind its successor's back.
    async fn restart(&mut self, myself: &ActorRef<Order>, index: usize) -> Result<(), StartError> {
        let map = take_map(&self.workshop.store, &self.workshop.options).await?;
        let parked = self.workshop.store.placement.parked().await?;
        self.start(myself, index, &map).await?;
        hand_over(&self.workshop.store, &self.workshop.router, index, &parked).await
    }

    async fn start(&mut self, myself: &ActorRef<Order>, index: usize, map: &ShardMap) -> Result<(), StartError> {
        let shop = &self.workshop;
        let settings = Settings::new(&shop.options, map.version, map.timeline, shop.shards, shop.seed, rand::random());
        let state = State {
            index,
            shard: Shard::new(settings, shop.kinds.clone(), shop.options.metrics.clone()),
            router: shop.router.clone(),
            performer: Performer::new(index, shop.store.clone(), shop.router.clone(), shop.lease.clone()),
            clock: shop.clock.clone(),
            lease: shop.lease.clone(),
            out: Vec::new(),
            draining: Vec::new(),
        };
        let started = Actor::spawn_linked(None, ShardActor, state, myself.get_cell()).await;
        let (actor, _) = started.map_err(|error| StartError::Actor(error.to_string()))?;
        self.names[index] = Some(actor.get_id());
        shop.router.put(index, actor);
        Ok(())
    }

    fn restart_later(&mut self, myself: &ActorRef<Order>, index: usize) {
        let pause = self.pauses[index].next(Instant::now());
        myself.send_after(pause, move || Order::Restart(index));
    }
}
