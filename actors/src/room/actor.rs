//! A room's live actor: takes one message at a time, and does what its core says must be done elsewhere.

use std::{sync::Arc, time::Duration};

use lyceum_domain::{core::UserId, user::SignInId};
use lyceum_media::{Events, MediaError, MediaEvent};
use lyceum_storage::Seldom;
use parking_lot::Mutex;
use ractor::{Actor, ActorProcessingErr, ActorRef};
use tokio::{sync::oneshot, time::Instant};
use uuid::Uuid;

use super::{
    Inner, RoomKey,
    core::{Act, Core, Entered, Entering},
    entity, wire,
};
use crate::{
    channel::Refusal,
    frames::{ErrorCode, call::Source},
    mailbox::{Envelope, Places},
    session,
};

/// How often a room looks at what runs out.
pub const TICK: Duration = Duration::from_millis(500);

pub enum Message {
    /// `None`: the entity does not know the person (any more): join again.
    Enter {
        user: UserId,
        entering: Entering,
        reply: oneshot::Sender<Result<Option<Entered>, Refusal>>,
    },
    Current {
        seat: Uuid,
        reply: oneshot::Sender<Result<UserId, ErrorCode>>,
    },
    Rejoin {
        seat: Uuid,
        reply: oneshot::Sender<()>,
    },
    Mute {
        seat: Uuid,
        source: Source,
        muted: bool,
    },
    Leave {
        seat: Uuid,
    },
    Dropped {
        seat: Uuid,
    },
    SignedOut {
        user: UserId,
        sign_ins: Vec<SignInId>,
    },
    Media {
        user: UserId,
        stay: Uuid,
        event: MediaEvent,
    },
    /// The entity committed; these were let in.
    Committed {
        admitted: Vec<UserId>,
    },
    /// Look at who is in, though nobody comes.
    Look {
        reply: oneshot::Sender<Result<(), Refusal>>,
    },
    Tick,
    #[cfg(test)]
    Panic,
}

pub struct RoomActor {
    inner: Arc<Inner>,
    key: RoomKey,
    /// One that is being handled and the next.
    ticks: Places,
}

#[derive(Default)]
pub struct State {
    /// Unknown until somebody enters.
    core: Option<Core>,
    ended_well: bool,
}

/// After a failure the registry pauses, and the sessions join again.
pub struct Guarded {
    state: State,
    inner: Arc<Inner>,
    key: RoomKey,
}

impl Drop for Guarded {
    fn drop(&mut self) {
        if !self.state.ended_well {
            self.inner.registry.failed(self.key);
            // The sessions come back by themselves.
            for socket in self.state.core.iter().flat_map(Core::sockets) {
                socket.news(session::Message::Rejoin(self.key.room));
            }
        }
    }
}

pub fn spawn(inner: &Arc<Inner>, key: RoomKey) -> Option<ActorRef<Envelope<Message>>> {
    let actor = RoomActor { inner: inner.clone(), key, ticks: Places::new(2) };
    let state = Guarded { state: State::default(), inner: inner.clone(), key };
    let spawned = ractor::ActorRuntime::spawn_linked_instant(None, actor, state, inner.supervisor.clone());
    spawned.ok().map(|(actor, _)| actor)
}

impl Actor for RoomActor {
    type Msg = Envelope<Message>;
    type State = Guarded;
    type Arguments = Guarded;

    async fn pre_start(&self, myself: ActorRef<Self::Msg>, state: Guarded) -> Result<Guarded, ActorProcessingErr> {
        self.tick(&myself);
        Ok(state)
    }

    async fn handle(
        &self,
        myself: ActorRef<Self::Msg>,
        envelope: Self::Msg,
        state: &mut Guarded,
    ) -> Result<(), ActorProcessingErr> {
        let Envelope { message, .. } = envelope;
        let Guarded { state, .. } = state;
        let mut acts = Vec::new();
        if let Message::Enter { user, entering, reply } = message {
            reply.send(self.enter(state, user, entering, &mut acts).await).ok();
        } else if matches!(message, Message::Tick) {
            let empty = state.core.as_ref().is_none_or(Core::is_empty);
            if empty && self.inner.registry.retire(self.key) {
                myself.stop(None);
                return Ok(());
            }
            if let Some(core) = &mut state.core {
                core.tick(Instant::now(), &mut acts);
            }
            self.tick(&myself);
        } else if let Message::Committed { admitted } = message {
            self.committed(state, admitted, &mut acts).await;
        } else if let Message::Look { reply } = message {
            reply.send(self.look(state, &mut acts).await).ok();
        } else if let Some(core) = &mut state.core {
            told(core, message, &mut acts);
        }
        self.act(state, acts).await;
        Ok(())
    }

    async fn post_stop(&self, _: ActorRef<Self::Msg>, state: &mut Guarded) -> Result<(), ActorProcessingErr> {
        state.state.ended_well = true;
        Ok(())
    }
}

static REFUSED: Mutex<Seldom> = Mutex::new(Seldom::new());

/// What takes from somebody what they have is said until it is heard.
async fn taken(say: impl Fn() -> Result<(), MediaError>) -> Result<(), MediaError> {
    loop {
        match say() {
            Err(MediaError::Busy { retry_after }) => tokio::time::sleep(retry_after).await,
            said => return said,
        }
    }
}

fn told(core: &mut Core, message: Message, acts: &mut Vec<Act>) {
    let now = Instant::now();
    match message {
        Message::Current { seat, reply } => {
            reply.send(core.current(seat)).ok();
        }
        Message::Rejoin { seat, reply } => {
            core.rejoin(seat, acts);
            reply.send(()).ok();
        }
        Message::Mute { seat, source, muted } => core.mute(seat, source, muted, acts),
        Message::Leave { seat } => core.leave(seat, acts),
        Message::Dropped { seat } => core.dropped(seat, now),
        Message::SignedOut { user, sign_ins } => core.signed_out(user, &sign_ins),
        Message::Media { user, stay, event } => core.media(user, stay, event, now, acts),
        Message::Enter { .. } | Message::Committed { .. } | Message::Look { .. } | Message::Tick => {}
        #[cfg(test)]
        Message::Panic => panic!("asked to"),
    }
}

impl RoomActor {
    async fn enter(
        &self,
        state: &mut State,
        user: UserId,
        entering: Entering,
        acts: &mut Vec<Act>,
    ) -> Result<Option<Entered>, Refusal> {
        if !state.core.as_ref().is_some_and(|core| core.knows(user)) {
            self.look(state, acts).await?;
        }
        match &mut state.core {
            Some(core) if core.knows(user) => Ok(Some(core.enter(user, entering, acts))),
            _ => Ok(None),
        }
    }

    async fn look(&self, state: &mut State, acts: &mut Vec<Act>) -> Result<(), Refusal> {
        let (view, now) = (entity::load(&self.inner.node, self.key).await?, Instant::now());
        match &mut state.core {
            Some(core) => core.view(view, now, acts),
            None => state.core = Some(Core::new(self.key.room, view, now)),
        }
        Ok(())
    }

    /// Who waits with a socket and was let in comes at once; then the room is looked at as it is.
    async fn committed(&self, state: &mut State, admitted: Vec<UserId>, acts: &mut Vec<Act>) {
        let Some(core) = &mut state.core else { return };
        for user in admitted {
            if core.waits(user)
                && let Err(error) = entity::come(&self.inner.node, self.key, user).await
            {
                tracing::warn!(%error, "somebody who was let in did not come");
            }
        }
        match entity::load(&self.inner.node, self.key).await {
            Ok(view) => core.view(view, Instant::now(), acts),
            Err(error) => tracing::warn!(%error, "a call room could not be looked at"),
        }
    }

    async fn act(&self, state: &mut State, acts: Vec<Act>) {
        let (media, room) = (&self.inner.media, self.key.room);
        for act in acts {
            let done = match act {
                Act::Join(user) => {
                    let stay = Uuid::new_v4();
                    if let Some(core) = &mut state.core {
                        core.stays(user, stay);
                    }
                    media.join(room, user.0, self.events(user, stay))
                }
                Act::Part(user) => taken(|| media.leave(room, user.0)).await,
                Act::Mute(user, source, muted) => taken(|| media.mute(room, user.0, wire::source(source), muted)).await,
                Act::Unmute(..) | Act::Came(_) | Act::Leave(_) => {
                    self.tell(state, act).await;
                    Ok(())
                }
            };
            if let Err(error) = done
                && let Some(times) = REFUSED.lock().due(std::time::Instant::now())
            {
                tracing::warn!(%error, times, "the media did not do it");
            }
        }
    }

    /// Tells the entities.
    async fn tell(&self, state: &mut State, act: Act) {
        let (Some(core), node, key) = (&mut state.core, &self.inner.node, self.key) else { return };
        let told = match act {
            Act::Unmute(user, source) => entity::unmute(node, key, user, source).await,
            Act::Came(user) => entity::joined(node, key, core.session(), user).await,
            Act::Leave(user) => {
                let left = entity::leave(node, key, user).await;
                if left.is_err() {
                    core.not_told(user, Instant::now());
                }
                left
            }
            Act::Join(_) | Act::Part(_) | Act::Mute(..) => Ok(()),
        };
        if let Err(error) = told {
            tracing::warn!(%error, "an entity was not told of a call");
        }
    }

    /// Where the media's events go: to whichever actor the room has at that time.
    fn events(&self, user: UserId, stay: Uuid) -> Events {
        let (inner, key) = (Arc::downgrade(&self.inner), self.key);
        Arc::new(move |event| {
            let mailbox = inner.upgrade().and_then(|inner| inner.registry.awake(key));
            // What a full mailbox does not take comes whole with the next event.
            if let Some(mailbox) = mailbox {
                mailbox.tell(Message::Media { user, stay, event }).ok();
            }
        })
    }

    fn tick(&self, myself: &ActorRef<Envelope<Message>>) {
        if let Some(tick) = self.ticks.try_wrap(Message::Tick) {
            let myself = myself.clone();
            tokio::spawn(async move {
                tokio::time::sleep(TICK).await;
                myself.send_message(tick).ok();
            });
        }
    }
}
