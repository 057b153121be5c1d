//! A channel's live actor: takes one message at a time and ticks while something runs out.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use lyceum_domain::{channel::Event, core::UserId};
use ractor::{Actor, ActorProcessingErr, ActorRef};
use tokio::{sync::oneshot, time::Instant};
use uuid::Uuid;

use super::{
    ChannelKey, Inner,
    seat::{Entered, Refusal},
    state::State,
};
use crate::{
    mailbox::{Envelope, Places},
    session::Socket,
};

/// How often a channel looks at what runs out.
pub const TICK: Duration = Duration::from_millis(500);

pub enum Message {
    Enter {
        seat: Uuid,
        user: UserId,
        socket: Weak<Socket>,
        reply: oneshot::Sender<Result<Entered, Refusal>>,
    },
    Leave {
        seat: Uuid,
    },
    Dropped {
        seat: Uuid,
    },
    Head {
        reply: oneshot::Sender<u64>,
    },
    /// How far a person has read, where that is known here.
    Marker {
        user: UserId,
        reply: oneshot::Sender<Option<u64>>,
    },
    Typing {
        user: UserId,
        on: bool,
    },
    Read {
        user: UserId,
        position: u64,
    },
    Committed {
        timeline: u64,
        first: u64,
        events: Vec<Option<Event>>,
    },
    Tick,
    #[cfg(test)]
    Panic,
}

struct ChannelActor {
    /// One that is being handled and the next.
    ticks: Places,
}

pub fn spawn(inner: &Arc<Inner>, key: ChannelKey, _: Places) -> Option<ActorRef<Envelope<Message>>> {
    let state = State::new(inner.node.clone(), inner.people.clone(), inner.registry.clone(), key, inner.timeline);
    let actor = ChannelActor { ticks: Places::new(2) };
    let spawned = ractor::ActorRuntime::spawn_linked_instant(None, actor, state, inner.supervisor.clone());
    spawned.ok().map(|(actor, _)| actor)
}

impl ChannelActor {
    /// Ticks as long as something can run out.
    fn tick(&self, myself: &ActorRef<Envelope<Message>>, state: &mut State) {
        if state.ticking || !state.can_run_out() {
            return;
        }
        if let Some(tick) = self.ticks.try_wrap(Message::Tick) {
            state.ticking = true;
            let myself = myself.clone();
            tokio::spawn(async move {
                tokio::time::sleep(TICK).await;
                myself.send_message(tick).ok();
            });
        }
    }
}

impl Actor for ChannelActor {
    type Msg = Envelope<Message>;
    type State = State;
    type Arguments = State;

    async fn pre_start(&self, myself: ActorRef<Self::Msg>, mut state: State) -> Result<State, ActorProcessingErr> {
        self.tick(&myself, &mut state);
        Ok(state)
    }

    async fn handle(
        &self,
        myself: ActorRef<Self::Msg>,
        envelope: Self::Msg,
        state: &mut State,
    ) -> Result<(), ActorProcessingErr> {
        let Envelope { message, .. } = envelope;
        let now = Instant::now();
        match message {
            Message::Enter { seat, user, socket, reply } => {
                let entered = state.enter(seat, user, socket).await;
                reply.send(entered).ok();
            }
            Message::Leave { seat } => state.leave(seat),
            Message::Dropped { seat } => state.dropped(seat, now),
            Message::Head { reply } => {
                reply.send(state.head()).ok();
            }
            Message::Marker { user, reply } => {
                reply.send(state.marker(user)).ok();
            }
            Message::Typing { user, on } => state.typing(user, on, now),
            Message::Read { user, position } => state.read(user, position, now).await,
            Message::Committed { timeline, first, events } => state.committed(timeline, first, events).await,
            Message::Tick => {
                state.ticking = false;
                state.tick(now).await;
                if state.retire(now) {
                    myself.stop(None);
                    return Ok(());
                }
            }
            #[cfg(test)]
            Message::Panic => panic!("asked to"),
        }
        self.tick(&myself, state);
        Ok(())
    }

    async fn post_stop(&self, _: ActorRef<Self::Msg>, state: &mut State) -> Result<(), ActorProcessingErr> {
        state.flush().await;
        state.end_well();
        Ok(())
    }
}
