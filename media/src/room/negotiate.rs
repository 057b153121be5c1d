//! Offers and answers. Both connections are offered by the client, with all its media lines at once; the
//! answer carries our candidates, so one exchange is all.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use str0m::change::SdpOffer;
use str0m::format::{Codec, PayloadParams};
use str0m::media::{Mid, Pt};
use uuid::Uuid;

use super::output::Output;
use super::peer::{Peer, PeerKey};
use super::sdp::{self, Line};
use super::slot::Slot;
use super::track::Track;
use super::{AUDIO_SLOTS, Room, VIDEO_SLOTS};
use crate::{Connection, MediaError, Source};

/// One offer of a participant, as it came.
pub struct Offer<'a> {
    pub participant: Uuid,
    pub connection: Connection,
    pub sdp: &'a str,
    /// Of a publish connection: what its sending mids carry.
    pub sources: &'a BTreeMap<String, Source>,
}

impl Room {
    /// Answers an offer: of a new connection, or a change or ICE restart of one that is there.
    pub fn offer(&mut self, now: Instant, offer: &Offer<'_>) -> Result<String, MediaError> {
        self.now = now;
        let lines = checked(offer)?;
        let fingerprint = sdp::fingerprint(offer.sdp).ok_or_else(|| refused("no certificate fingerprint"))?.to_owned();
        let parsed = SdpOffer::from_sdp_string(&sdp::without_candidates(offer.sdp)).map_err(refused)?;
        let member = self.participants.get_mut(&offer.participant).ok_or(MediaError::NotJoined)?;
        let held = *member.peer(offer.connection);
        let known = held.filter(|key| self.peers.get(key).is_some_and(|peer| peer.fingerprint == fingerprint));
        let key = known.unwrap_or_else(|| self.insert_peer(offer.participant, offer.connection, fingerprint));
        let accepted = self.accept(key, parsed);
        let answer = match accepted {
            Ok(answer) => answer,
            Err(error) => {
                if known.is_none() {
                    self.drop_peer(key);
                }
                return Err(error);
            }
        };
        if known.is_none() {
            if let Some(former) = held {
                self.drop_peer(former);
            }
            if let Some(member) = self.participants.get_mut(&offer.participant) {
                *member.peer(offer.connection) = Some(key);
            }
        }
        self.name(key);
        let answer = match offer.connection {
            Connection::Publish => {
                if let Some(peer) = self.peers.get_mut(&key) {
                    peer.streams.name(sdp::streams(offer.sdp));
                }
                self.publish(key, &lines, offer.sources);
                let limits = offer.sources.iter().map(|(mid, source)| (mid.clone(), source.kilobits_max()));
                sdp::with_limits(&answer, &limits.collect())
            }
            Connection::Subscribe => {
                self.subscribe(key, &lines);
                answer
            }
        };
        self.touch(key);
        Ok(answer)
    }

    fn insert_peer(&mut self, participant: Uuid, connection: Connection, fingerprint: String) -> PeerKey {
        self.numbered += 1;
        let key = PeerKey(self.numbered);
        let peer = Peer::new(key, participant, connection, fingerprint, &self.candidates, self.now);
        self.peers.insert(key, peer);
        key
    }

    fn accept(&mut self, key: PeerKey, offer: SdpOffer) -> Result<String, MediaError> {
        let peer = self.peers.get_mut(&key).ok_or(MediaError::NotJoined)?;
        let mut events = Vec::new();
        // str0m takes one change at a time: what was written before goes out first
        peer.step(str0m::Input::Timeout(self.now), &mut self.outputs, &mut events).map_err(refused)?;
        for event in events {
            self.event(key, event);
        }
        let peer = self.peers.get_mut(&key).ok_or(MediaError::NotJoined)?;
        Ok(peer.rtc.sdp_api().accept_offer(offer).map_err(refused)?.to_sdp_string())
    }

    /// An ICE restart changes the name that connectivity checks carry.
    fn name(&mut self, key: PeerKey) {
        let Some(peer) = self.peers.get_mut(&key) else { return };
        let ufrag = peer.rtc.direct_api().local_ice_credentials().ufrag;
        if ufrag != peer.ufrag {
            let former = std::mem::replace(&mut peer.ufrag, ufrag.clone());
            let former = Some(former).filter(|former| !former.is_empty());
            self.outputs.push_back(Output::Named { peer: key, ufrag, former });
        }
    }

    fn publish(&mut self, key: PeerKey, lines: &[Line], sources: &BTreeMap<String, Source>) {
        let Some(peer) = self.peers.get_mut(&key) else { return };
        let muted = self.participants.get(&peer.participant).map(|member| member.muted.clone()).unwrap_or_default();
        let participant = peer.participant;
        let mut tracks = std::mem::take(&mut peer.tracks);
        let mut fresh = Vec::new();
        for line in lines.iter().filter(|line| line.direction.starts_with("send") && !line.stopped) {
            let Some(source) = sources.get(&line.mid).copied() else { continue };
            let mid = Mid::from(line.mid.as_str());
            let kept = tracks.iter().position(|track| track.mid == mid && track.source == source);
            peer.tracks.push(if let Some(index) = kept {
                tracks.swap_remove(index)
            } else {
                fresh.push(Some((participant, source)));
                Track::new(source, mid, muted.contains(&source))
            });
        }
        // who is shown already and comes with a new stream goes on from a keyframe of that
        let slots = self.peers.values_mut().flat_map(|peer| peer.slots.iter_mut());
        slots.filter(|slot| fresh.contains(&slot.shows)).for_each(Slot::interrupt);
        self.tell_all(&self.tracks());
        self.assign_slots();
    }

    fn subscribe(&mut self, key: PeerKey, lines: &[Line]) {
        let Some(peer) = self.peers.get_mut(&key) else { return };
        for line in lines.iter().filter(|line| line.direction.ends_with("recv") || line.direction == "recvonly") {
            let taken = peer.slots.iter().filter(|slot| slot.video == line.video).count();
            let most = if line.video { VIDEO_SLOTS } else { AUDIO_SLOTS };
            if line.stopped || taken >= most || peer.slots.iter().any(|slot| slot.mid == line.mid) {
                continue;
            }
            let Some(payload_type) = payload_type(peer, line) else { continue };
            let mid = Mid::from(line.mid.as_str());
            let Some(ssrc) = peer.rtc.direct_api().stream_tx_by_mid(mid, None).map(|stream| stream.ssrc()) else { continue };
            peer.slots.push(Slot::new(line.mid.clone(), line.video, ssrc, payload_type));
            if line.video {
                peer.keep_for_resending(peer.slots.len() - 1);
            }
        }
        self.assign_slots();
    }
}

/// The client's number for the codec we forward.
fn payload_type(peer: &Peer, line: &Line) -> Option<Pt> {
    let codec = if line.video { Codec::Vp8 } else { Codec::Opus };
    let offered = peer.rtc.media(Mid::from(line.mid.as_str()))?.remote_pts();
    let all = peer.rtc.codec_config().find(|params| params.spec().codec == codec && offered.contains(&params.pt()));
    all.map(PayloadParams::pt)
}

fn checked(offer: &Offer<'_>) -> Result<Vec<Line>, MediaError> {
    if offer.sdp.len() > sdp::SIZE_MAX {
        return Err(refused("too large"));
    }
    let lines = sdp::lines(offer.sdp);
    if lines.len() > sdp::LINES_MAX {
        return Err(refused("too many media lines"));
    }
    let mut named = BTreeSet::new();
    for (mid, source) in offer.sources {
        let line = lines.iter().find(|line| line.mid == *mid).ok_or_else(|| refused("a source names no media line"))?;
        if line.video != source.is_video() {
            return Err(refused("a source is of the other kind than its media line"));
        }
        if !named.insert(*source) {
            return Err(refused("a source is named twice"));
        }
    }
    Ok(lines)
}

#[expect(clippy::needless_pass_by_value, reason = "errors are handed over whole by map_err")]
fn refused(cause: impl ToString) -> MediaError {
    MediaError::Offer(cause.to_string())
}
