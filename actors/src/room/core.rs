//! A call room's live state, without I/O: who is in by which socket, what the media says, what each is shown. Time and the
//! entity's word come in, frames go to outboxes, and what others must do comes out as [`Act`]s.

use std::{
    collections::BTreeMap,
    sync::{Arc, Weak},
    time::Duration,
};

use lyceum_domain::{core::UserId, user::SignInId};
use lyceum_media::MediaEvent;
use tokio::time::Instant;
use uuid::Uuid;

use super::{party::Party, view::View, wire};
use crate::{
    frames::{
        ErrorCode, ServerFrame,
        call::{self, EndReason, Participant, Source, SourceState},
        event::Person,
    },
    session::{Outbox, Socket, Timers},
};

/// Who lost the socket, or is silent without media, is out after this time.
pub const GRACE: Duration = Duration::from_secs(10);
/// Media that stopped and a socket silent for so long are one dead browser: two pings missed.
const SILENT: Duration = Duration::from_millis(8500);

/// What must be done elsewhere, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Into the media, anew.
    Join(UserId),
    /// Out of the media.
    Part(UserId),
    Mute(UserId, Source, bool),
    /// The entity is to hear that what the host muted is on again.
    Unmute(UserId, Source),
    /// The mentoring session is to hear that the person came.
    Came(UserId),
    /// The entity is to hear that the person is gone.
    Leave(UserId),
}

/// Somebody who takes a place with a socket.
pub struct Entering {
    pub seat: Uuid,
    pub person: Person,
    pub sign_in: SignInId,
    pub outbox: Outbox,
    pub timers: Arc<Timers>,
    pub socket: Weak<Socket>,
    pub former: Former,
}

/// What of their media may live.
#[derive(Clone, Copy, Debug, Default)]
pub struct Former {
    /// The client has its connections of before.
    pub resumes: bool,
    /// The session had this call before the room's actor began anew.
    pub had: bool,
}

/// How it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entered {
    /// False in the lobby.
    pub admitted: bool,
    /// The media connections of before still hold.
    pub resumed: bool,
}

pub struct Core {
    room: Uuid,
    view: View,
    parties: BTreeMap<UserId, Party>,
    tracks: BTreeMap<UserId, BTreeMap<Source, SourceState>>,
    /// People whom the entity has inside and who have no socket here, and since when.
    ghosts: BTreeMap<UserId, Instant>,
}

impl Core {
    pub fn new(room: Uuid, view: View, now: Instant) -> Self {
        let ghosts = view.all().map(|user| (user, now)).collect();
        Self { room, view, parties: BTreeMap::new(), tracks: BTreeMap::new(), ghosts }
    }

    /// The entity let the person in or to the lobby; the newest socket wins.
    pub fn enter(&mut self, user: UserId, entering: Entering, acts: &mut Vec<Act>) -> Entered {
        self.ghosts.remove(&user);
        let (before, resumes) = (self.parties.remove(&user), entering.former.resumes);
        let mut party = Party::new(entering);
        if let Some(before) = before {
            let elsewhere = !before.is_dropped() && !before.is_same_socket(&party);
            if elsewhere {
                before.outbox.send(&self.ended(EndReason::LeftElsewhere));
            }
            party.in_media = before.in_media && resumes && !elsewhere;
            if party.in_media {
                (party.stay, party.slots, party.connected) = (before.stay, before.slots, before.connected);
            } else {
                self.tracks.remove(&user);
                acts.extend(before.in_media.then_some(Act::Part(user)));
            }
        }
        let admitted = self.view.is_inside(user);
        let resumed = admitted && party.in_media;
        self.parties.insert(user, party);
        if admitted {
            self.let_in(user, acts);
        }
        self.show();
        Entered { admitted, resumed }
    }

    /// The person behind a seat that may offer.
    pub fn current(&self, seat: Uuid) -> Result<UserId, ErrorCode> {
        let (user, _) = self.find(seat).ok_or(ErrorCode::NOT_IN_CALL)?;
        if self.view.is_inside(user) { Ok(user) } else { Err(ErrorCode::NOT_ADMITTED) }
    }

    /// The media does not know the person any more, and they want in again.
    pub fn rejoin(&mut self, seat: Uuid, acts: &mut Vec<Act>) {
        if let Ok(user) = self.current(seat) {
            self.join_media(user, acts);
        }
    }

    pub fn mute(&mut self, seat: Uuid, source: Source, muted: bool, acts: &mut Vec<Act>) {
        if let Ok(user) = self.current(seat) {
            acts.push(Act::Mute(user, source, muted));
            if !muted && self.view.muted(user).any(|other| other == source) {
                acts.push(Act::Unmute(user, source));
            }
        }
    }

    /// The person goes, by their own word.
    pub fn leave(&mut self, seat: Uuid, acts: &mut Vec<Act>) {
        if let Some((user, _)) = self.find(seat) {
            self.out(user, acts);
            self.show();
        }
    }

    /// The socket is gone; the person stays for a while.
    pub fn dropped(&mut self, seat: Uuid, now: Instant) {
        if let Some((user, _)) = self.find(seat)
            && let Some(party) = self.parties.get_mut(&user)
        {
            party.dropped = Some(now);
        }
    }

    /// Sign-ins have ended. Who is in by one of them hears it from their session; whose socket was lost is not waited for.
    pub fn signed_out(&mut self, user: UserId, sign_ins: &[SignInId]) {
        if let Some(party) =
            self.parties.get_mut(&user).filter(|party| party.sign_in.is_some_and(|sign_in| sign_ins.contains(&sign_in)))
        {
            party.sign_in = None;
        }
    }

    /// The entity decided something.
    pub fn view(&mut self, view: View, now: Instant, acts: &mut Vec<Act>) {
        if view.position <= self.view.position {
            return;
        }
        let before = std::mem::replace(&mut self.view, view);
        if self.view.ended {
            self.end_all(acts);
            return;
        }
        let all: Vec<UserId> = self.parties.keys().copied().collect();
        for user in all {
            if !self.view.knows(user) {
                self.removed(user, acts);
            } else if self.view.is_inside(user) {
                self.let_in(user, acts);
                let muted_before: Vec<_> = before.muted(user).collect();
                let muted = self.view.muted(user).filter(|source| !muted_before.contains(source));
                acts.extend(muted.map(|source| Act::Mute(user, source, true)));
            }
        }
        for user in self.view.all() {
            if !self.parties.contains_key(&user) {
                self.ghosts.entry(user).or_insert(now);
            }
        }
        let view = &self.view;
        self.ghosts.retain(|user, _| view.knows(*user));
        self.show();
    }

    /// [`Act::Join`] is done: what the media says of another stay is old.
    pub fn stays(&mut self, user: UserId, stay: Uuid) {
        if let Some(party) = self.parties.get_mut(&user) {
            party.stay = Some(stay);
        }
    }

    /// The media's word about `user`'s connections, or about the whole room as `user` sees it.
    pub fn media(&mut self, user: UserId, stay: Uuid, event: MediaEvent, now: Instant, acts: &mut Vec<Act>) {
        let room = self.room;
        let present = |party: &&mut Party| party.in_media && party.stay.is_none_or(|present| present == stay);
        let Some(party) = self.parties.get_mut(&user).filter(present) else { return };
        match event {
            MediaEvent::Connected { .. } => party.connected = true,
            MediaEvent::Gone => {
                (party.in_media, party.connected) = (false, false);
                party.slots.clear();
                self.tracks.remove(&user);
                if party.is_dropped() || party.silence(now) >= SILENT {
                    self.out(user, acts);
                }
                self.show();
            }
            MediaEvent::Slots(slots) => {
                party.slots = wire::slots(slots);
                self.show_to(user);
            }
            MediaEvent::Tracks(tracks) => {
                let tracks = wire::tracks(tracks);
                if tracks == self.tracks {
                    self.show_to(user);
                } else {
                    self.tracks = tracks;
                    self.show();
                }
            }
            MediaEvent::Speakers(users) => {
                let users = users.into_iter().map(UserId).collect();
                party.send(&ServerFrame::CallSpeakers(call::Speakers { room, users }));
            }
            MediaEvent::Quality(users) => {
                let users = users.into_iter().map(|(user, quality)| (UserId(user), quality)).collect();
                party.send(&ServerFrame::CallQuality(call::Quality { room, users }));
            }
        }
    }

    /// Whose time ran out is out.
    pub fn tick(&mut self, now: Instant, acts: &mut Vec<Act>) {
        let out: Vec<_> = self.parties.iter().filter(|(_, party)| party.is_lost(now, GRACE)).map(|(user, _)| *user).collect();
        let changed = !out.is_empty();
        for user in out {
            self.out(user, acts);
        }
        let gone: Vec<_> = self.ghosts.iter().filter(|(_, since)| **since + GRACE <= now).map(|(user, _)| *user).collect();
        for user in gone {
            self.ghosts.remove(&user);
            acts.push(Act::Leave(user));
        }
        if changed {
            self.show();
        }
    }

    /// The entity could not be told that the person is gone: again at a later tick.
    pub fn not_told(&mut self, user: UserId, now: Instant) {
        if !self.parties.contains_key(&user) {
            self.ghosts.insert(user, now);
        }
    }

    /// The entity has the person inside or in the lobby.
    pub fn knows(&self, user: UserId) -> bool {
        self.view.knows(user)
    }

    pub fn session(&self) -> Uuid {
        self.view.session
    }

    /// Waits in the lobby with a socket.
    pub fn waits(&self, user: UserId) -> bool {
        self.parties.contains_key(&user) && !self.view.is_inside(user)
    }

    pub fn sockets(&self) -> impl Iterator<Item = Arc<Socket>> {
        self.parties.values().filter_map(|party| party.socket.upgrade())
    }

    pub fn is_empty(&self) -> bool {
        self.parties.is_empty() && self.ghosts.is_empty()
    }

    fn find(&self, seat: Uuid) -> Option<(UserId, &Party)> {
        self.parties.iter().find(|(_, party)| party.seat == seat).map(|(user, party)| (*user, party))
    }

    fn let_in(&mut self, user: UserId, acts: &mut Vec<Act>) {
        let Some(party) = self.parties.get_mut(&user).filter(|party| !party.admitted) else { return };
        party.admitted = true;
        if !party.in_media {
            self.join_media(user, acts);
        }
        acts.push(Act::Came(user));
    }

    /// Anew, with what the host muted.
    fn join_media(&mut self, user: UserId, acts: &mut Vec<Act>) {
        let Some(party) = self.parties.get_mut(&user) else { return };
        party.in_media = true;
        acts.push(Act::Join(user));
        acts.extend(self.view.muted(user).map(|source| Act::Mute(user, source, true)));
    }

    /// Out by the person's own doing: the entity is to hear of it.
    fn out(&mut self, user: UserId, acts: &mut Vec<Act>) {
        if let Some(party) = self.part(user, acts) {
            drop(party);
            acts.push(Act::Leave(user));
        }
    }

    /// Out by the entity's word.
    fn removed(&mut self, user: UserId, acts: &mut Vec<Act>) {
        if let Some(party) = self.part(user, acts) {
            party.outbox.send(&self.ended(EndReason::Removed));
        }
    }

    fn part(&mut self, user: UserId, acts: &mut Vec<Act>) -> Option<Party> {
        let party = self.parties.remove(&user)?;
        self.tracks.remove(&user);
        if party.in_media {
            acts.push(Act::Part(user));
        }
        Some(party)
    }

    fn end_all(&mut self, acts: &mut Vec<Act>) {
        let ended = self.ended(EndReason::Ended);
        for (user, party) in std::mem::take(&mut self.parties) {
            party.outbox.send(&ended);
            if party.in_media {
                acts.push(Act::Part(user));
            }
        }
        self.tracks.clear();
        self.ghosts.clear();
    }

    fn ended(&self, reason: EndReason) -> ServerFrame {
        ServerFrame::CallEnded(call::Ended { room: self.room, reason })
    }

    /// Everybody sees the room as it is now, where that changed.
    fn show(&mut self) {
        let users: Vec<UserId> = self.parties.keys().copied().collect();
        for user in users {
            self.show_to(user);
        }
    }

    fn show_to(&mut self, user: UserId) {
        let inside = self.view.is_inside(user);
        let waiting = if user == self.view.host && inside { self.waiting() } else { Vec::new() };
        let lobby = call::Lobby { room: self.room, waiting, admitted: inside };
        let participants = if inside { self.participants() } else { Vec::new() };
        let Some(party) = self.parties.get_mut(&user) else { return };
        party.show_lobby(lobby);
        if inside {
            party.show_state(call::State { room: self.room, participants, slots: party.slots.clone() });
        }
    }

    fn participants(&self) -> Vec<Participant> {
        let inside = self.parties.iter().filter(|(user, _)| self.view.is_inside(**user));
        inside
            .map(|(user, party)| Participant {
                user_id: *user,
                display_name: party.person.display_name.clone(),
                sources: self.tracks.get(user).cloned().unwrap_or_default(),
            })
            .collect()
    }

    fn waiting(&self) -> Vec<Person> {
        self.parties.iter().filter(|(user, _)| self.view.waiting.contains(user)).map(|(_, party)| party.person.clone()).collect()
    }
}
