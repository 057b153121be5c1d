//! What happens on the room's own slow beat: who is gone, who speaks, how well each is connected.

use std::collections::BTreeMap;
use std::time::Duration;

use str0m::stats::{MediaEgressStats, PeerStats};
use uuid::Uuid;

use super::peer::PeerKey;
use super::quality::quality;
use super::slot::Slot;
use super::{AUDIO_SLOTS, Room, SILENCE_MAX, VIDEO_SLOTS};
use crate::{Connection, MediaEvent};

const BEAT: Duration = Duration::from_millis(200);
/// As many as are named as speaking at once.
const SPEAKERS_MAX: usize = 3;
/// Reports jump; a new one moves the figure half way.
const LOSS_WEIGHT: f32 = 0.5;

impl Room {
    pub(super) fn beat(&mut self) {
        self.beat = self.now + BEAT;
        self.remove_the_silent();
        self.find_speakers();
        self.grade();
    }

    /// A killed browser says nothing: whoever has connections and is heard on none of them is gone.
    fn remove_the_silent(&mut self) {
        let silent = |key: PeerKey| self.peers.get(&key).is_none_or(|peer| peer.silent(self.now) >= SILENCE_MAX);
        let gone: Vec<Uuid> = self
            .participants
            .iter()
            .filter(|(_, member)| member.peers().next().is_some() && member.peers().all(silent))
            .map(|(participant, _)| *participant)
            .collect();
        for participant in gone {
            self.gone(participant);
        }
    }

    fn find_speakers(&mut self) {
        let mut speaking: Vec<(f32, Uuid)> = Vec::new();
        let (mut voices, mut pictures) = (0, 0);
        for peer in self.peers.values() {
            for track in &peer.tracks {
                if track.source.is_video() {
                    pictures += 1;
                    continue;
                }
                voices += 1;
                if !track.muted && track.loudness.speaks(self.now) {
                    speaking.push((track.loudness.level(self.now), peer.participant));
                }
                if let Some(member) = self.participants.get_mut(&peer.participant) {
                    member.spoke = member.spoke.max(track.loudness.spoke());
                }
            }
        }
        speaking.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut speakers: Vec<Uuid> = Vec::new();
        for (_, participant) in speaking {
            if !speakers.contains(&participant) {
                speakers.push(participant);
            }
        }
        speakers.truncate(SPEAKERS_MAX);
        let same = speakers.len() == self.speakers.len() && speakers.iter().all(|one| self.speakers.contains(one));
        if !same {
            self.speakers.clone_from(&speakers);
            self.tell_all(&MediaEvent::Speakers(speakers));
        }
        // with a slot for everybody there is nothing to choose
        if voices > AUDIO_SLOTS || pictures > VIDEO_SLOTS {
            self.assign_slots();
        }
    }

    fn grade(&mut self) {
        let mut changed = false;
        for member in self.participants.values_mut() {
            let links = member.peers().filter_map(|key| self.peers.get(&key)).filter(|peer| peer.connected);
            let grade = links.map(|peer| quality(peer.silent(self.now), peer.loss, peer.round_trip)).min();
            changed |= member.quality != grade;
            member.quality = grade;
        }
        if changed {
            let known = self.participants.iter().filter_map(|(participant, member)| Some((*participant, member.quality?)));
            let grades: BTreeMap<Uuid, u8> = known.collect();
            self.tell_all(&MediaEvent::Quality(grades));
        }
    }

    /// Of a publisher: what is lost on the way to us.
    pub(super) fn peer_stats(&mut self, key: PeerKey, stats: &PeerStats) {
        let Some(peer) = self.peers.get_mut(&key) else { return };
        if peer.connection == Connection::Publish {
            let loss = stats.ingress_loss_fraction.unwrap_or(0.0);
            peer.loss += LOSS_WEIGHT * (loss - peer.loss);
        }
        if let Some(round_trip) = stats.rtt {
            peer.round_trip = round_trip;
        }
    }

    /// Of a subscriber: what it reports lost on the way from us.
    pub(super) fn egress_stats(&mut self, key: PeerKey, stats: &MediaEgressStats) {
        let Some(peer) = self.peers.get_mut(&key) else { return };
        if peer.connection == Connection::Subscribe {
            let slot = peer.slots.iter_mut().find(|slot| slot.mid == *stats.mid);
            let before = slot.map_or(0.0, Slot::holes);
            if let Some(loss) = stats.loss {
                let own = (loss - before).max(0.0);
                peer.loss += LOSS_WEIGHT * (own - peer.loss);
            }
            if let Some(round_trip) = stats.rtt {
                peer.round_trip = round_trip;
            }
        }
    }
}
