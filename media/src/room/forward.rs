//! The way of a packet, and of the wish for a keyframe in the other direction.

use std::time::{Duration, Instant};

use str0m::media::{KeyframeRequestKind, Mid};
use str0m::rtp::RtpPacket;

use super::Room;
use super::peer::{Peer, PeerKey};
use super::slot::{Incoming, TrackId};
use super::track::Track;
use crate::{Connection, Source};

/// A publisher's packets that return after this long: its viewers' decoders are lost, and would themselves
/// ask only seconds later.
const PUBLISHER_GAP: Duration = Duration::from_millis(500);
/// The same for a subscriber. Longer, because all it sends are reports, about one a second.
const SUBSCRIBER_GAP: Duration = Duration::from_millis(2_500);

impl Room {
    /// One packet of a publisher, to everybody who has it in a slot.
    pub(super) fn forward(&mut self, key: PeerKey, packet: RtpPacket) {
        let now = self.now;
        let Some(peer) = self.peers.get_mut(&key) else { return };
        let Some(track) = track_of(peer, &packet) else { return };
        let mid = track.mid;
        let video = track.source.is_video();
        let gap = track.heard.is_some_and(|heard| now.saturating_duration_since(heard) > PUBLISHER_GAP);
        track.heard = Some(now);
        if track.muted {
            return;
        }
        let incoming = Incoming::new(packet, video);
        if incoming.keyframe {
            track.gate.arrived();
        } else if gap && track.source == Source::Camera {
            track.gate.want();
        }
        if !video {
            track.loudness.packet(now, incoming.packet.header.ext_vals.audio_level);
        }
        let viewers = std::mem::take(&mut track.viewers);
        let mut waiting = false;
        for viewer in &viewers {
            let Some(subscriber) = self.peers.get_mut(&viewer.peer) else { continue };
            if !subscriber.connected {
                continue;
            }
            let Some(slot) = subscriber.slots.get_mut(viewer.slot) else { continue };
            let Some(write) = slot.write(now, &incoming) else {
                waiting |= slot.waits_for_keyframe();
                continue;
            };
            let ssrc = slot.ssrc();
            if let Some(stream) = subscriber.rtc.direct_api().stream_tx(&ssrc) {
                stream.write_rtp(write);
                subscriber.sent += 1;
            }
            if !subscriber.dirty {
                subscriber.dirty = true;
                self.dirty.push(viewer.peer);
            }
        }
        if let Some(track) = self.peers.get_mut(&key).and_then(|peer| peer.tracks.iter_mut().find(|track| track.mid == mid)) {
            track.viewers = viewers;
            track.waiting = waiting;
        }
        if video {
            self.ask_for_keyframe(key, mid);
        }
    }

    /// A subscriber lost a picture.
    pub(super) fn viewer_asks(&mut self, key: PeerKey, mid: Mid) {
        let shown = self.peers.get(&key).and_then(|peer| {
            let slot = peer.slots.iter().find(|slot| slot.mid == *mid)?;
            slot.shows
        });
        if let Some(track) = shown {
            self.want_keyframe(track);
        }
    }

    /// A keyframe of this track is wanted: at once, or when its pause is over.
    pub(super) fn want_keyframe(&mut self, (participant, source): TrackId) {
        let Some(key) = self.participants.get(&participant).and_then(|participant| participant.publish) else { return };
        let Some(peer) = self.peers.get_mut(&key) else { return };
        let Some(track) = peer.tracks.iter_mut().find(|track| track.source == source) else { return };
        track.gate.want();
        let mid = track.mid;
        self.ask_for_keyframe(key, mid);
    }

    /// Something came from a peer that was silent: pictures were lost in between.
    pub(super) fn returned(&mut self, key: PeerKey, silent: Duration) {
        let Some(peer) = self.peers.get_mut(&key) else { return };
        match peer.connection {
            Connection::Publish if silent > PUBLISHER_GAP => {
                for track in peer.tracks.iter_mut().filter(|track| track.source.is_video()) {
                    track.gate.want();
                }
                self.ask_for_keyframes();
            }
            Connection::Subscribe if silent > SUBSCRIBER_GAP => self.refresh(key),
            _ => {}
        }
    }

    /// Keyframes for everything this subscriber sees.
    pub(super) fn refresh(&mut self, key: PeerKey) {
        let Some(peer) = self.peers.get(&key) else { return };
        let shown: Vec<TrackId> = peer.slots.iter().filter(|slot| slot.video).filter_map(|slot| slot.shows).collect();
        for track in shown {
            self.want_keyframe(track);
        }
    }

    /// Whatever any track's gate lets through now.
    pub(super) fn ask_for_keyframes(&mut self) {
        let videos: Vec<(PeerKey, Mid)> = self
            .peers
            .values()
            .flat_map(|peer| peer.tracks.iter().map(|track| (peer.key, track)))
            .filter(|(_, track)| track.source.is_video())
            .map(|(key, track)| (key, track.mid))
            .collect();
        for (key, mid) in videos {
            self.ask_for_keyframe(key, mid);
        }
    }

    pub(super) fn keyframes_due(&self) -> Option<Instant> {
        let tracks = self.peers.values().flat_map(|peer| peer.tracks.iter());
        tracks.filter(|track| track.flows()).filter_map(|track| track.gate.due(track.waiting)).min()
    }

    fn ask_for_keyframe(&mut self, key: PeerKey, mid: Mid) {
        let now = self.now;
        let Some(peer) = self.peers.get_mut(&key) else { return };
        let Some(track) = peer.tracks.iter_mut().find(|track| track.mid == mid) else { return };
        if !track.flows() || !track.gate.ask(now, track.waiting) {
            return;
        }
        if let Some(stream) = peer.rtc.direct_api().stream_rx_by_mid(mid, None) {
            stream.request_keyframe(KeyframeRequestKind::Pli);
            self.touch(key);
        }
    }
}

/// The track a packet belongs to. Packets name their mid only until a report acknowledged them, so the
/// stream's identifier is remembered from the first.
fn track_of<'a>(peer: &'a mut Peer, packet: &RtpPacket) -> Option<&'a mut Track> {
    let ssrc = packet.header.ssrc;
    let known = peer.tracks.iter().position(|track| track.ssrc == Some(ssrc));
    let index = if let Some(index) = known {
        index
    } else {
        let mid = peer.rtc.direct_api().stream_rx(&ssrc)?.mid();
        peer.tracks.iter().position(|track| track.mid == mid)?
    };
    let track = &mut peer.tracks[index];
    track.ssrc = Some(ssrc);
    Some(track)
}
