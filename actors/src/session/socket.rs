//! One socket: its outbox, its timers, and its session, which is an actor while it has something to do and parked otherwise.

use std::sync::Arc;

use parking_lot::Mutex;
use tokio::time::Instant;
use uuid::Uuid;

use super::{
    Shared,
    actor::{self, Message},
    outbox::Outbox,
    state::State,
    timers::Timers,
};
use crate::{
    frames::Close,
    mailbox::{Envelope, Mailbox, Places, Refused},
};

/// Frames of one client that wait for its session; the gateway reads no more meanwhile.
pub const FRAMES_WAITING_MAX: usize = 32;
/// What others may tell a session while it works.
pub const NEWS_WAITING_MAX: usize = 64;

pub struct Socket {
    pub id: Uuid,
    pub outbox: Outbox,
    pub timers: Arc<Timers>,
    pub shared: Arc<Shared>,
    frames: Places,
    news: Places,
    session: Mutex<Session>,
}

enum Session {
    Parked(Box<State>),
    Awake(Mailbox<Message>),
    Over,
}

impl Socket {
    pub fn new(shared: Arc<Shared>) -> Arc<Self> {
        Arc::new(Self {
            id: Uuid::new_v4(),
            outbox: Outbox::default(),
            timers: Arc::new(Timers::new(Instant::now())),
            shared,
            frames: Places::new(FRAMES_WAITING_MAX),
            news: Places::new(NEWS_WAITING_MAX),
            session: Mutex::new(Session::Parked(Box::default())),
        })
    }

    /// Hands a client's frame to the session; waits while too many are waiting.
    pub async fn frame(self: &Arc<Self>, message: Message) -> Result<(), Refused> {
        self.send(self.frames.wrap(message).await)
    }

    /// Tells the session something that did not come from its client. One that cannot take it is closed: it resumes.
    pub fn news(self: &Arc<Self>, message: Message) {
        let sent = self.news.try_wrap(message).map(|envelope| self.send(envelope));
        if sent.is_none() {
            self.over(Close::Slow);
        }
    }

    fn send(self: &Arc<Self>, envelope: Envelope<Message>) -> Result<(), Refused> {
        let mut session = self.session.lock();
        let mailbox = match std::mem::replace(&mut *session, Session::Over) {
            Session::Over => return Err(Refused::Stopped),
            Session::Awake(mailbox) => mailbox,
            Session::Parked(state) => {
                let actor = actor::wake(self.clone(), state, &self.shared.supervisor).ok_or(Refused::Stopped)?;
                Mailbox { actor, places: self.frames.clone() }
            }
        };
        let sent = mailbox.actor.send_message(envelope).map_err(|_| Refused::Stopped);
        *session = Session::Awake(mailbox);
        sent
    }

    /// Asks an idle session to give its actor back.
    pub fn park_if_idle(self: &Arc<Self>, now: Instant) {
        if self.timers.is_idle(now) && matches!(*self.session.lock(), Session::Awake(_)) {
            self.news(Message::Park);
        }
    }

    /// Called by the actor: puts its state away, unless something came in the meantime.
    pub fn park(&self, state: &mut Option<Box<State>>) -> bool {
        let mut session = self.session.lock();
        let quiet = self.frames.are_free() && self.news.only_mine() && matches!(*session, Session::Awake(_));
        if let (true, Some(state)) = (quiet, state.take_if(|_| quiet)) {
            *session = Session::Parked(state);
            return true;
        }
        false
    }

    /// The session is over: its seats are given up, what waits is written, the socket is closed. The first reason stands.
    pub fn over(&self, close: Close) {
        let close = self.outbox.close(close);
        let session = std::mem::replace(&mut *self.session.lock(), Session::Over);
        if let Session::Awake(mailbox) = &session {
            mailbox.actor.stop(None);
        }
        self.shared.forget(self.id, close);
    }

    #[cfg(test)]
    pub fn is_parked(&self) -> bool {
        matches!(*self.session.lock(), Session::Parked(_))
    }
}
