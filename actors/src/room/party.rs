//! One person in a call or its lobby: their socket and what they were shown.

use std::{
    collections::BTreeMap,
    sync::{Arc, Weak},
    time::Duration,
};

use lyceum_domain::user::SignInId;
use tokio::time::Instant;
use uuid::Uuid;

use super::core::Entering;
use crate::{
    frames::{ServerFrame, call, event::Person},
    session::{About, Outbox, Socket, Timers},
};

pub struct Party {
    pub seat: Uuid,
    pub person: Person,
    /// `None` once it ended.
    pub sign_in: Option<SignInId>,
    pub outbox: Outbox,
    timers: Arc<Timers>,
    pub socket: Weak<Socket>,
    /// When the socket was lost.
    pub dropped: Option<Instant>,
    /// The media knows them.
    pub in_media: bool,
    /// Their present stay in the media; unknown when they came with media from before the room's actor began anew.
    pub stay: Option<Uuid>,
    /// A connection of theirs stands: the media tells when they are gone.
    pub connected: bool,
    /// Was in at the last look.
    pub admitted: bool,
    pub slots: BTreeMap<String, Option<call::Slot>>,
    lobby: Option<call::Lobby>,
    state: Option<call::State>,
}

impl Party {
    pub fn new(entering: Entering) -> Self {
        let Entering { seat, person, sign_in, outbox, timers, socket, former } = entering;
        Self {
            seat,
            person,
            sign_in: Some(sign_in),
            outbox,
            timers,
            socket,
            dropped: None,
            in_media: former.had,
            stay: None,
            connected: false,
            admitted: false,
            slots: BTreeMap::new(),
            lobby: None,
            state: None,
        }
    }

    pub const fn is_dropped(&self) -> bool {
        self.dropped.is_some()
    }

    pub fn is_same_socket(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.timers, &other.timers)
    }

    pub fn silence(&self, now: Instant) -> Duration {
        self.timers.silence(now)
    }

    /// The socket is gone for too long, or says nothing while no media tells that its browser lives.
    pub fn is_lost(&self, now: Instant, grace: Duration) -> bool {
        match self.dropped {
            Some(since) => self.sign_in.is_none() || since + grace <= now,
            None => !self.connected && self.silence(now) >= grace,
        }
    }

    /// What replaces itself: a slow consumer gets the newest only.
    pub fn send(&self, frame: &ServerFrame) {
        let bytes = frame.encode();
        // `{"type":"…","room":"…"` is what it is about.
        let about = bytes.iter().enumerate().filter(|(_, byte)| **byte == b',').nth(1).map(|(at, _)| About::Before(at));
        self.outbox.push(bytes, about);
    }

    pub fn show_lobby(&mut self, lobby: call::Lobby) {
        if self.lobby.as_ref() != Some(&lobby) {
            self.send(&ServerFrame::CallLobby(lobby.clone()));
            self.lobby = Some(lobby);
        }
    }

    pub fn show_state(&mut self, state: call::State) {
        if self.state.as_ref() != Some(&state) {
            self.send(&ServerFrame::CallState(state.clone()));
            self.state = Some(state);
        }
    }
}
