//! The session while awake: a ractor actor that takes one message at a time.

use std::sync::Arc;

use ractor::{Actor, ActorCell, ActorProcessingErr, ActorRef};
use tokio::time::Instant;
use uuid::Uuid;

use super::{control::Control, socket::Socket, state::State};
use crate::{
    frames::{ClientFrame, Close, Topic},
    mailbox::Envelope,
};

/// What a session works on.
#[derive(Debug)]
pub enum Message {
    Frame(ClientFrame),
    /// Something is missing in the subscription: read it again from its last position.
    Repair(Topic),
    Control(Control),
    /// The room's actor failed: join the call again.
    Rejoin(Uuid),
    Park,
    #[cfg(test)]
    Panic,
}

struct SessionActor;

/// Begins with the parked state; `None` when the node is stopping.
pub fn wake(socket: Arc<Socket>, state: Box<State>, supervisor: &ActorCell) -> Option<ActorRef<Envelope<Message>>> {
    let awake = Awake { socket, state: Some(state) };
    SessionActor::spawn_linked_instant(awake, supervisor)
}

impl SessionActor {
    fn spawn_linked_instant(awake: Awake, supervisor: &ActorCell) -> Option<ActorRef<Envelope<Message>>> {
        let spawned = ractor::ActorRuntime::spawn_linked_instant(None, Self, awake, supervisor.clone());
        spawned.ok().map(|(actor, _)| actor)
    }
}

/// Dropped with its state still inside, the session failed or was ended; either way the socket has no session any more.
struct Awake {
    socket: Arc<Socket>,
    state: Option<Box<State>>,
}

impl Drop for Awake {
    fn drop(&mut self) {
        if self.state.is_some() {
            self.socket.over(Close::Internal);
        }
    }
}

impl Actor for SessionActor {
    type Msg = Envelope<Message>;
    type State = Awake;
    type Arguments = Awake;

    async fn pre_start(&self, _: ActorRef<Self::Msg>, awake: Awake) -> Result<Awake, ActorProcessingErr> {
        Ok(awake)
    }

    async fn handle(
        &self,
        myself: ActorRef<Self::Msg>,
        envelope: Self::Msg,
        awake: &mut Awake,
    ) -> Result<(), ActorProcessingErr> {
        let Awake { socket, state } = awake;
        if matches!(envelope.message, Message::Park) {
            if socket.park(state) {
                myself.stop(None);
            }
            return Ok(());
        }
        let Some(session) = state else { return Ok(()) };
        match envelope.message {
            // boxed: an idle session keeps no room for its longest work
            Message::Frame(frame) => Box::pin(session.frame(socket, frame)).await,
            Message::Repair(topic) => Box::pin(session.repair(socket, topic)).await,
            Message::Rejoin(room) => Box::pin(session.call_rejoin(socket, room)).await,
            Message::Control(control) => session.control(socket, control),
            Message::Park => {}
            #[cfg(test)]
            Message::Panic => panic!("asked to"),
        }
        socket.timers.worked(Instant::now());
        Ok(())
    }
}
