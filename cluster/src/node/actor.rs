//! A shard actor: a thin shell that feeds the state machine and does what comes out. It awaits nothing in its handler
//! but that those run who are about to ask as well.

use std::sync::Arc;

use lyceum_storage::{AppendSink, Appended};
use ractor::{Actor, ActorProcessingErr, ActorRef};
use tokio::sync::oneshot;

use super::{
    lease::Lease,
    perform::Performer,
    router::{Caller, Router},
};
use crate::{
    Clock,
    host::{
        Shard,
        io::{Input, Now, Output},
    },
};

pub(crate) enum Msg {
    /// Something waits at the router.
    Waiting,
    /// What one piece of storage work answered, together: one wake-up.
    Many(Vec<Input<Caller>>),
    Appended(Vec<Appended>),
    Drain(oneshot::Sender<()>),
}

pub(super) struct ShardActor;

pub(super) struct State {
    pub index: usize,
    pub shard: Shard<Caller>,
    pub router: Arc<Router>,
    pub performer: Performer,
    pub clock: Arc<dyn Clock>,
    pub lease: Arc<Lease>,
    pub out: Vec<Output<Caller>>,
    pub draining: Vec<oneshot::Sender<()>>,
}

impl Actor for ShardActor {
    type Msg = Msg;
    type State = State;
    type Arguments = State;

    async fn pre_start(&self, _myself: ActorRef<Msg>, state: State) -> Result<State, ActorProcessingErr> {
        Ok(state)
    }

    async fn handle(&self, _myself: ActorRef<Msg>, message: Msg, state: &mut State) -> Result<(), ActorProcessingErr> {
        if matches!(message, Msg::Waiting) {
            // Who is about to ask as well comes along.
            tokio::task::yield_now().await;
        }
        match message {
            Msg::Waiting => state.step(state.router.waiting(state.index)),
            Msg::Many(inputs) => state.step(inputs),
            Msg::Appended(group) => state.step(group.into_iter().map(|appended| {
                let Appended { entity, attempt, outcome } = appended;
                Input::Appended { key: entity, attempt, outcome }
            })),
            Msg::Drain(tell) => {
                state.draining.push(tell);
                state.step([Input::Drain]);
            }
        }
        state.performer.perform(&mut state.out);
        state.router.plan_tick(state.index, state.shard.next_tick());
        if !state.draining.is_empty() && state.shard.is_drained() {
            for tell in state.draining.drain(..) {
                // Whoever waited may have given up.
                let _ = tell.send(());
            }
        }
        Ok(())
    }
}

impl State {
    fn step(&mut self, inputs: impl IntoIterator<Item = Input<Caller>>) {
        let now = Now { ms: self.clock.now().0, lease: self.lease.holds() };
        self.shard.handle_all(now, inputs, &mut self.out);
    }
}

/// Brings the outcomes of appends to their actor, once a group.
pub(super) struct Sink {
    pub index: usize,
    pub router: Arc<Router>,
}

impl AppendSink for Sink {
    fn appended(&self, group: Vec<Appended>) {
        self.router.send(self.index, Msg::Appended(group));
    }
}
