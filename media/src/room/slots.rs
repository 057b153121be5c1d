//! Which source is in which slot, and what everybody is told of it.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::Room;
use super::assign::assign;
use super::peer::PeerKey;
use super::slot::{Slot, TrackId};
use super::track::Viewer;
use crate::{MediaEvent, Published, Source};

/// A voice in a slot keeps it against one that is louder by less: slots should not flutter.
const INCUMBENT_DECIBELS: f32 = 6.0;

impl Room {
    /// Assigns every subscriber's slots anew. Cheap where nothing changes.
    pub(super) fn assign_slots(&mut self) {
        let subscribers: Vec<PeerKey> = self.participants.values().filter_map(|participant| participant.subscribe).collect();
        for key in subscribers {
            self.assign_slots_of(key);
        }
        self.index_viewers();
    }

    fn assign_slots_of(&mut self, key: PeerKey) {
        let Some(peer) = self.peers.get(&key) else { return };
        let participant = peer.participant;
        let shown = |video: bool| -> Vec<Option<TrackId>> {
            peer.slots.iter().filter(|slot| slot.video == video).map(|slot| slot.shows).collect()
        };
        let (audio, video) = (shown(false), shown(true));
        let audio = assign(&audio, &self.ranked_audio(participant, &audio));
        let video = assign(&video, &self.ranked_video(participant));
        let Some(peer) = self.peers.get_mut(&key) else { return };
        let mut changed = false;
        let (mut audio, mut video) = (audio.into_iter(), video.into_iter());
        for slot in &mut peer.slots {
            let next = if slot.video { video.next() } else { audio.next() }.flatten();
            if slot.shows != next {
                slot.show(next);
                changed = true;
            }
        }
        if changed {
            self.tell_slots(key);
        }
    }

    /// Voices, loudest first; muted ones last, for they need no slot until they speak.
    fn ranked_audio(&self, subscriber: Uuid, shown: &[Option<TrackId>]) -> Vec<TrackId> {
        let mut ranked: Vec<(bool, f32, u64, TrackId)> = Vec::new();
        for (participant, number, track) in self.tracks_of_others(subscriber) {
            if track.source.is_video() {
                continue;
            }
            let id = (participant, track.source);
            let bonus = if shown.contains(&Some(id)) { INCUMBENT_DECIBELS } else { 0.0 };
            ranked.push((track.muted, track.loudness.level(self.now) + bonus, number, id));
        }
        ranked.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)).then(a.3.cmp(&b.3)));
        ranked.into_iter().map(|(.., id)| id).collect()
    }

    /// Screens, then cameras; who spoke last before who never did, and muted ones last.
    fn ranked_video(&self, subscriber: Uuid) -> Vec<TrackId> {
        let mut ranked = Vec::new();
        for (participant, number, track) in self.tracks_of_others(subscriber) {
            if track.source.is_video() {
                let spoke = self.participants.get(&participant).and_then(|participant| participant.spoke);
                let rank = (track.source != Source::Screen, track.muted, std::cmp::Reverse(spoke), number);
                ranked.push((rank, (participant, track.source)));
            }
        }
        ranked.sort();
        ranked.into_iter().map(|(_, id)| id).collect()
    }

    fn tracks_of_others(&self, subscriber: Uuid) -> impl Iterator<Item = (Uuid, u64, &super::track::Track)> {
        self.participants.iter().filter(move |(id, _)| **id != subscriber).flat_map(|(id, participant)| {
            let peer = participant.publish.and_then(|key| self.peers.get(&key));
            peer.into_iter().flat_map(|peer| peer.tracks.iter()).map(|track| (*id, participant.number, track))
        })
    }

    /// Tells every track who shows it, so that a packet finds its receivers without a search.
    fn index_viewers(&mut self) {
        let mut viewers: BTreeMap<TrackId, Vec<Viewer>> = BTreeMap::new();
        for peer in self.peers.values() {
            for (slot, shows) in peer.slots.iter().enumerate().filter_map(|(index, slot)| Some((index, slot.shows?))) {
                viewers.entry(shows).or_default().push(Viewer { peer: peer.key, slot });
            }
        }
        for list in viewers.values_mut() {
            list.sort_by_key(|viewer| viewer.peer.0);
        }
        let mut waiting = Vec::new();
        for peer in self.peers.values() {
            for track in &peer.tracks {
                let id = (peer.participant, track.source);
                let waits = viewers.get(&id).is_some_and(|viewers| viewers.iter().any(|viewer| self.waits(viewer)));
                waiting.push((peer.key, id, waits));
            }
        }
        for (key, id, waits) in waiting {
            let Some(peer) = self.peers.get_mut(&key) else { continue };
            if let Some(track) = peer.tracks.iter_mut().find(|track| track.source == id.1) {
                track.viewers = viewers.remove(&id).unwrap_or_default();
                track.waiting = waits;
            }
        }
        self.ask_for_keyframes();
    }

    fn waits(&self, viewer: &Viewer) -> bool {
        let peer = self.peers.get(&viewer.peer).filter(|peer| peer.connected);
        peer.and_then(|peer| peer.slots.get(viewer.slot)).is_some_and(Slot::waits_for_keyframe)
    }

    fn tell_slots(&mut self, key: PeerKey) {
        let Some(peer) = self.peers.get(&key) else { return };
        let slots = peer.slots.iter().map(|slot| (slot.mid.clone(), slot.shows)).collect();
        let participant = peer.participant;
        self.tell(participant, MediaEvent::Slots(slots));
    }

    /// Who publishes what.
    pub(super) fn tracks(&self) -> MediaEvent {
        let published = self.participants.iter().map(|(id, participant)| {
            let peer = participant.publish.and_then(|key| self.peers.get(&key));
            let tracks = peer.into_iter().flat_map(|peer| peer.tracks.iter());
            (*id, tracks.map(|track| (track.source, Published { muted: track.muted })).collect())
        });
        MediaEvent::Tracks(published.collect())
    }
}
