use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use str0m::Candidate;
use str0m::net::{Protocol, Receive, Transmit};
use uuid::Uuid;

use super::command::Command;
use super::demux::{Demux, Route};
use crate::metrics::Metrics;
use crate::room::{Input, Offer, Output, Room, addressee};
use crate::{Events, MediaError, MediaEvent};

/// A room and the receivers of its events.
struct Hosted {
    room: Room,
    listeners: HashMap<Uuid, Events>,
    due: Option<Instant>,
}

/// The rooms of one worker.
pub(super) struct Hosts {
    candidates: Arc<[Candidate]>,
    rooms: HashMap<Uuid, Hosted>,
    demux: Demux,
    /// Rooms that may have outputs.
    touched: Vec<Uuid>,
    /// No room wants the time before this.
    due: Option<Instant>,
    /// That time has passed, and the next is to be found.
    settle: bool,
    metrics: Metrics,
}

impl Hosts {
    pub(super) fn new(candidates: Arc<[Candidate]>, metrics: Metrics) -> Self {
        Self {
            candidates,
            rooms: HashMap::new(),
            demux: Demux::default(),
            touched: Vec::new(),
            due: None,
            settle: false,
            metrics,
        }
    }

    pub(super) fn due(&self) -> Option<Instant> {
        self.due
    }

    pub(super) fn command(&mut self, now: Instant, command: Command) {
        match command {
            Command::Join { room, participant, events } => {
                let candidates = self.candidates.clone();
                let metrics = &self.metrics;
                let hosted = self.rooms.entry(room).or_insert_with(|| {
                    metrics.rooms.inc();
                    Hosted { room: Room::new(candidates, now), listeners: HashMap::new(), due: None }
                });
                let former = hosted.listeners.insert(participant, events);
                let joined = self.with_room(room, |room| room.join(now, participant));
                if let (Some(Err(_)), None, Some(hosted)) = (joined, former, self.rooms.get_mut(&room))
                    && let Some(events) = hosted.listeners.remove(&participant)
                {
                    events(MediaEvent::Gone);
                }
            }
            Command::Offer { room, participant, connection, sdp, sources, answer } => {
                let offer = Offer { participant, connection, sdp: &sdp, sources: &sources };
                let answered = self.with_room(room, |room| room.offer(now, &offer));
                // whoever asked may have gone away meanwhile
                answer.send(answered.unwrap_or(Err(MediaError::NotJoined))).ok();
            }
            Command::Mute { room, participant, source, muted } => {
                self.with_room(room, |room| room.mute(now, participant, source, muted).ok());
            }
            Command::Stats { room, participant, answer } => {
                let hosted = self.rooms.get(&room).ok_or(MediaError::NotJoined);
                answer.send(hosted.and_then(|hosted| hosted.room.stats(participant))).ok();
            }
            Command::Leave { room, participant } => {
                self.with_room(room, |room| room.leave(now, participant));
                if let Some(hosted) = self.rooms.get_mut(&room) {
                    hosted.listeners.remove(&participant);
                }
            }
            Command::Shutdown { .. } => self.close(now),
        }
    }

    /// Everybody out.
    pub(super) fn close(&mut self, now: Instant) {
        for room in self.rooms.keys().copied().collect::<Vec<_>>() {
            self.with_room(room, |room| room.close(now));
        }
    }

    /// One datagram, from wherever; whose it is, when it is a participant's.
    pub(super) fn datagram(
        &mut self,
        now: Instant,
        protocol: Protocol,
        source: SocketAddr,
        local: Option<IpAddr>,
        bytes: &[u8],
    ) -> Option<Route> {
        let destination = self.destination(protocol, local, source)?;
        let parse = || Receive::new(protocol, source, destination, bytes).ok();
        let route = match addressee(bytes) {
            Some(name) => self.demux.named(name).filter(|route| self.admit(now, *route, parse())),
            None => self.demux.at(protocol, source),
        };
        let (Some(route), Some(receive)) = (route, parse()) else {
            self.metrics.unclaimed.inc();
            return None;
        };
        if addressee(bytes).is_some() {
            self.demux.learn(protocol, source, route);
        }
        self.with_room(route.room, |room| room.handle(now, Input::Datagram(route.peer, receive, bytes)))?;
        Some(route)
    }

    fn admit(&self, now: Instant, route: Route, receive: Option<Receive<'_>>) -> bool {
        let hosted = self.rooms.get(&route.room);
        hosted.zip(receive).is_some_and(|(hosted, receive)| hosted.room.accepts(route.peer, now, receive))
    }

    /// Behind address translation a datagram is not addressed to what we announced: then it came by the first
    /// candidate of its kind.
    fn destination(&self, protocol: Protocol, local: Option<IpAddr>, source: SocketAddr) -> Option<SocketAddr> {
        let fitting = || {
            let candidates = self.candidates.iter().filter(|candidate| candidate.proto() == protocol);
            candidates.map(Candidate::addr).filter(|address| address.is_ipv4() == source.is_ipv4())
        };
        fitting().find(|address| Some(address.ip()) == local).or_else(|| fitting().next())
    }

    /// Everybody whose time has come.
    pub(super) fn tick(&mut self, now: Instant) {
        let due = |hosted: &Hosted| hosted.due.is_some_and(|due| due <= now);
        let rooms: Vec<Uuid> = self.rooms.iter().filter(|(_, hosted)| due(hosted)).map(|(room, _)| *room).collect();
        for room in rooms {
            self.with_room(room, |room| room.handle(now, Input::Timeout));
        }
        self.settle = true;
    }

    /// Whose connections are nobody's any more.
    pub(super) fn gone(&mut self) -> Vec<Route> {
        self.demux.gone()
    }

    /// Hands out what the touched rooms want done.
    pub(super) fn poll(&mut self, mut transmit: impl FnMut(Transmit)) {
        while let Some(id) = self.touched.pop() {
            while let Some(output) = self.with(id, Room::poll).flatten() {
                match output {
                    Output::Transmit(datagram) => transmit(datagram),
                    Output::Event { participant, event } => self.tell(id, participant, event),
                    Output::Named { peer, ufrag, former } => {
                        self.demux.name(ufrag, former.as_deref(), Route { room: id, peer });
                    }
                    Output::Closed { peer, ufrag } => self.demux.forget(&ufrag, Route { room: id, peer }),
                }
            }
            let Some(hosted) = self.rooms.get_mut(&id) else { continue };
            if hosted.room.is_empty() {
                self.rooms.remove(&id);
                self.metrics.rooms.dec();
                continue;
            }
            hosted.due = hosted.room.poll_timeout();
            if self.due.is_none() || hosted.due.is_some_and(|due| self.due > Some(due)) {
                self.due = hosted.due;
            }
        }
        if std::mem::take(&mut self.settle) {
            self.due = self.rooms.values().filter_map(|hosted| hosted.due).min();
        }
    }

    fn tell(&mut self, room: Uuid, participant: Uuid, event: MediaEvent) {
        let Some(hosted) = self.rooms.get_mut(&room) else { return };
        let last = event == MediaEvent::Gone;
        if let Some(events) = hosted.listeners.get(&participant) {
            events(event);
        }
        if last {
            hosted.listeners.remove(&participant);
        }
    }

    fn with_room<T>(&mut self, id: Uuid, act: impl FnOnce(&mut Room) -> T) -> Option<T> {
        let done = self.with(id, act);
        if done.is_some() && self.touched.last() != Some(&id) {
            self.touched.push(id);
        }
        done
    }

    /// A fault in one room, ours or the library's, ends that room alone.
    fn with<T>(&mut self, id: Uuid, act: impl FnOnce(&mut Room) -> T) -> Option<T> {
        let hosted = self.rooms.get_mut(&id)?;
        let done = catch_unwind(AssertUnwindSafe(|| act(&mut hosted.room)));
        done.map_err(|_| self.fail(id)).ok()
    }

    fn fail(&mut self, id: Uuid) {
        tracing::error!(room = %id, "a room failed and is ended");
        self.metrics.rooms_failed.inc();
        self.metrics.rooms.dec();
        let Some(hosted) = self.rooms.remove(&id) else { return };
        self.demux.forget_room(id);
        for events in hosted.listeners.values() {
            events(MediaEvent::Gone);
        }
    }
}
