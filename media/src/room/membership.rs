//! Joining, muting, leaving, and the ends that nobody announces.

use std::time::Instant;

use str0m::Input as RtcInput;
use uuid::Uuid;

use super::output::Output;
use super::peer::PeerKey;
use super::{PARTICIPANTS_MAX, Participant, Room};
use crate::{Connection, MediaError, MediaEvent, Source};

impl Room {
    /// Takes the participant in. One who is in already starts anew.
    pub fn join(&mut self, now: Instant, participant: Uuid) -> Result<(), MediaError> {
        self.now = now;
        self.hush(participant);
        self.remove(participant);
        if self.participants.len() >= PARTICIPANTS_MAX {
            return Err(MediaError::RoomFull);
        }
        if self.participants.is_empty() {
            self.beat = now;
        }
        self.numbered += 1;
        self.participants.insert(participant, Participant { number: self.numbered, ..Participant::default() });
        self.tell_all(&self.tracks());
        self.tell(participant, MediaEvent::Speakers(self.speakers.clone()));
        Ok(())
    }

    /// A muted source's packets end here. It holds over republishing, until unmuted.
    pub fn mute(&mut self, now: Instant, participant: Uuid, source: Source, muted: bool) -> Result<(), MediaError> {
        self.now = now;
        let member = self.participants.get_mut(&participant).ok_or(MediaError::NotJoined)?;
        if muted {
            member.muted.insert(source);
        } else {
            member.muted.remove(&source);
        }
        let Some(peer) = member.publish.and_then(|key| self.peers.get_mut(&key)) else { return Ok(()) };
        let Some(track) = peer.tracks.iter_mut().find(|track| track.source == source && track.muted != muted) else {
            return Ok(());
        };
        track.muted = muted;
        track.loudness.silence();
        for viewer in track.viewers.clone() {
            if let Some(slot) = self.peers.get_mut(&viewer.peer).and_then(|peer| peer.slots.get_mut(viewer.slot)) {
                slot.interrupt();
            }
        }
        self.tell_all(&self.tracks());
        self.assign_slots();
        Ok(())
    }

    /// Takes the participant out; unknown ones are out already.
    pub fn leave(&mut self, now: Instant, participant: Uuid) {
        self.now = now;
        self.hush(participant);
        if self.remove(participant) {
            self.tell_all(&self.tracks());
            self.assign_slots();
        }
    }

    /// Everybody out, each peer told.
    pub fn close(&mut self, now: Instant) {
        self.now = now;
        for participant in self.participants.keys().copied().collect::<Vec<_>>() {
            self.remove(participant);
        }
    }

    /// ICE and DTLS stand for the first time.
    pub(super) fn connected(&mut self, key: PeerKey) {
        let Some(peer) = self.peers.get_mut(&key) else { return };
        peer.connected = true;
        let (participant, connection) = (peer.participant, peer.connection);
        self.tell(participant, MediaEvent::Connected { connection });
        if connection == Connection::Subscribe {
            self.assign_slots();
        }
    }

    /// ICE stands again, after a restart or a pause.
    pub(super) fn connected_again(&mut self, key: PeerKey) {
        let Some(peer) = self.peers.get(&key).filter(|peer| peer.connected) else { return };
        let (participant, connection) = (peer.participant, peer.connection);
        self.tell(participant, MediaEvent::Connected { connection });
        if connection == Connection::Subscribe {
            self.refresh(key);
        }
    }

    /// The peer connection ended. When it was the participant's last, so did its stay.
    pub(super) fn closed(&mut self, key: PeerKey) {
        let Some(peer) = self.peers.get(&key) else { return };
        let participant = peer.participant;
        self.drop_peer(key);
        let Some(member) = self.participants.get_mut(&participant) else { return };
        for held in [&mut member.publish, &mut member.subscribe] {
            held.take_if(|held| *held == key);
        }
        if member.peers().next().is_none() {
            self.gone(participant);
        } else {
            self.tell_all(&self.tracks());
            self.assign_slots();
        }
    }

    pub(super) fn gone(&mut self, participant: Uuid) {
        self.remove(participant);
        self.tell(participant, MediaEvent::Gone);
        self.tell_all(&self.tracks());
        self.assign_slots();
    }

    /// What the participant's former stay still has to say nobody hears: its last word would end the next one.
    fn hush(&mut self, participant: Uuid) {
        self.outputs.retain(|output| !matches!(output, Output::Event { participant: to, .. } if *to == participant));
    }

    fn remove(&mut self, participant: Uuid) -> bool {
        let Some(member) = self.participants.remove(&participant) else { return false };
        for key in member.peers() {
            if let Some(peer) = self.peers.get_mut(&key)
                && peer.rtc.close().is_ok()
            {
                let mut events = Vec::new();
                // what a closing peer still has to say is said or lost: it is dropped either way
                peer.step(RtcInput::Timeout(self.now), &mut self.outputs, &mut events).ok();
            }
            self.drop_peer(key);
        }
        true
    }

    pub(super) fn drop_peer(&mut self, key: PeerKey) {
        if let Some(peer) = self.peers.remove(&key) {
            self.outputs.push_back(Output::Closed { peer: key, ufrag: peer.ufrag });
        }
    }
}
