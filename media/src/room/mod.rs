//! The core of one call room: no clock, no socket, no task.
//!
//! Calls and [`Input`]s go in with the time they happened at; [`Room::poll`] hands out what follows until there
//! is nothing more; [`Room::poll_timeout`] says when time itself is an input. Packets a publisher sends are
//! written to every slot that shows them, and each subscriber touched is drained once when the room is
//! polled, however many packets came in between.

mod assign;
mod beat;
mod forward;
mod holes;
mod keyframe;
mod loudness;
mod membership;
mod negotiate;
mod output;
mod peer;
mod quality;
mod rewrite;
mod sdp;
mod slot;
mod slots;
mod streams;
mod stun;
mod track;

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use str0m::net::Receive;
use str0m::{Candidate, Event, IceConnectionState, Input as RtcInput};
use uuid::Uuid;

use crate::{Connection, MediaError, MediaEvent, Source, Stats};

pub use negotiate::Offer;
pub use output::{Input, Output};
pub use peer::PeerKey;
pub use stun::addressee;

use peer::Peer;

/// A participant that was not heard for this long is gone. A second less than the ten that people are
/// promised, so that the news has time to travel.
pub const SILENCE_MAX: Duration = Duration::from_secs(9);
/// What one worker can serve of one room, and a bound for everything kept per participant.
pub const PARTICIPANTS_MAX: usize = 256;
/// Audio slots of a subscriber: more than three voices at once nobody understands.
pub const AUDIO_SLOTS: usize = 3;
/// Video slots of a subscriber: what fits a screen.
pub const VIDEO_SLOTS: usize = 9;

/// A member of the room, connected or not yet.
#[derive(Default)]
struct Participant {
    /// Order of joining.
    number: u64,
    publish: Option<PeerKey>,
    subscribe: Option<PeerKey>,
    /// Kept here, not in the tracks: it holds before a source is published and when it is published again.
    muted: BTreeSet<Source>,
    spoke: Option<Instant>,
    quality: Option<u8>,
}

impl Participant {
    fn peer(&mut self, connection: Connection) -> &mut Option<PeerKey> {
        match connection {
            Connection::Publish => &mut self.publish,
            Connection::Subscribe => &mut self.subscribe,
        }
    }

    fn peers(&self) -> impl Iterator<Item = PeerKey> + use<> {
        [self.publish, self.subscribe].into_iter().flatten()
    }
}

pub struct Room {
    candidates: Arc<[Candidate]>,
    participants: BTreeMap<Uuid, Participant>,
    peers: HashMap<PeerKey, Peer>,
    /// Peers written to since they were last drained.
    dirty: Vec<PeerKey>,
    outputs: VecDeque<Output>,
    now: Instant,
    beat: Instant,
    speakers: Vec<Uuid>,
    numbered: u64,
    streams_ignored: u64,
}

impl Room {
    /// `candidates`: where this room's worker listens.
    pub fn new(candidates: Arc<[Candidate]>, now: Instant) -> Self {
        Self {
            candidates,
            participants: BTreeMap::new(),
            peers: HashMap::new(),
            dirty: Vec::new(),
            outputs: VecDeque::new(),
            now,
            beat: now,
            speakers: Vec::new(),
            numbered: 0,
            streams_ignored: 0,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.participants.is_empty()
    }

    /// Packets that were not looked at, because their sender names too many streams.
    pub fn streams_ignored(&self) -> u64 {
        self.streams_ignored
    }

    /// What has crossed the participant's connections; nothing, where there is none yet.
    pub fn stats(&self, participant: Uuid) -> Result<Stats, MediaError> {
        let member = self.participants.get(&participant).ok_or(MediaError::NotJoined)?;
        let peer = |key: Option<PeerKey>| key.and_then(|key| self.peers.get(&key));
        let (received, lost) = peer(member.publish).map(|peer| peer.streams.counts()).unwrap_or_default();
        Ok(Stats { received, lost, sent: peer(member.subscribe).map_or(0, |peer| peer.sent) })
    }

    /// Whether an authenticated check says that this datagram is the peer's: only then may its source
    /// address be remembered.
    pub fn accepts(&self, peer: PeerKey, now: Instant, receive: Receive<'_>) -> bool {
        self.peers.get(&peer).is_some_and(|peer| peer.rtc.accepts(&RtcInput::Receive(now, receive)))
    }

    pub fn handle(&mut self, now: Instant, input: Input<'_>) {
        self.now = now;
        match input {
            Input::Datagram(key, receive, bytes) => {
                let Some(peer) = self.peers.get_mut(&key) else { return };
                if !peer.streams.admits(bytes) {
                    self.streams_ignored += 1;
                    return;
                }
                let silent = peer.silent(now);
                peer.heard = now;
                self.step(key, RtcInput::Receive(now, receive));
                self.returned(key, silent);
            }
            Input::Timeout => {
                let due: Vec<PeerKey> = self.peers.values().filter(|peer| peer.timeout <= now).map(|peer| peer.key).collect();
                for key in due {
                    self.step(key, RtcInput::Timeout(now));
                }
                if self.beat <= now {
                    self.beat();
                }
                self.ask_for_keyframes();
            }
        }
    }

    pub fn poll(&mut self) -> Option<Output> {
        loop {
            if let Some(output) = self.outputs.pop_front() {
                return Some(output);
            }
            let key = self.dirty.pop()?;
            if let Some(peer) = self.peers.get_mut(&key) {
                peer.dirty = false;
            }
            self.step(key, RtcInput::Timeout(self.now));
        }
    }

    /// When the room next wants [`Input::Timeout`]; never, while nobody is connected or connecting.
    pub fn poll_timeout(&self) -> Option<Instant> {
        let peers = self.peers.values().map(|peer| peer.timeout).min()?;
        let keyframes = self.keyframes_due();
        Some([Some(self.beat), keyframes].into_iter().flatten().fold(peers, Instant::min))
    }

    fn step(&mut self, key: PeerKey, input: RtcInput<'_>) {
        let Some(peer) = self.peers.get_mut(&key) else { return };
        let mut events = Vec::new();
        let stepped = peer.step(input, &mut self.outputs, &mut events);
        let alive = peer.rtc.is_alive();
        for event in events {
            self.event(key, event);
        }
        match stepped {
            Err(error) => {
                tracing::debug!(%error, "a peer connection failed");
                self.closed(key);
            }
            Ok(()) if !alive => self.closed(key),
            Ok(()) => {}
        }
    }

    fn event(&mut self, key: PeerKey, event: Event) {
        match event {
            Event::RtpPacket(packet) => self.forward(key, packet),
            Event::KeyframeRequest(request) => self.viewer_asks(key, request.mid),
            Event::Connected => self.connected(key),
            Event::IceConnectionStateChange(IceConnectionState::Connected | IceConnectionState::Completed) => {
                self.connected_again(key);
            }
            Event::PeerStats(stats) => self.peer_stats(key, &stats),
            Event::MediaEgressStats(stats) => self.egress_stats(key, &stats),
            Event::Closed => self.closed(key),
            _ => {}
        }
    }

    fn touch(&mut self, key: PeerKey) {
        if let Some(peer) = self.peers.get_mut(&key)
            && !peer.dirty
        {
            peer.dirty = true;
            self.dirty.push(key);
        }
    }

    fn tell(&mut self, participant: Uuid, event: MediaEvent) {
        self.outputs.push_back(Output::Event { participant, event });
    }

    fn tell_all(&mut self, event: &MediaEvent) {
        for participant in self.participants.keys() {
            self.outputs.push_back(Output::Event { participant: *participant, event: event.clone() });
        }
    }
}
