use std::collections::VecDeque;
use std::time::{Duration, Instant};

use str0m::rtp::{Extension, ExtensionMap};
use str0m::{Candidate, Event, Input as RtcInput, Output as RtcOutput, Rtc, RtcConfig, RtcError};
use uuid::Uuid;

use super::output::Output;
use super::slot::Slot;
use super::streams::Streams;
use super::track::Track;
use crate::Connection;

/// Names one peer connection of a room for as long as the room lives; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PeerKey(pub(crate) u64);

/// Packets kept for retransmission: more than a second of a full video stream.
const RESEND_PACKETS: usize = 256;
const RESEND_AGE: Duration = Duration::from_millis(1_500);
/// Resends stop above this share, so that a broken link is not flooded.
const RESEND_SHARE: f32 = 0.5;
const STATS_INTERVAL: Duration = Duration::from_secs(2);

/// One peer connection of a participant.
pub(super) struct Peer {
    pub key: PeerKey,
    pub participant: Uuid,
    pub connection: Connection,
    pub rtc: Rtc,
    /// Named by its certificate: an offer with another one is of another connection.
    pub fingerprint: String,
    pub ufrag: String,
    pub timeout: Instant,
    pub heard: Instant,
    pub connected: bool,
    pub dirty: bool,
    pub tracks: Vec<Track>,
    pub slots: Vec<Slot>,
    pub streams: Streams,
    /// Packets written to its slots.
    pub sent: u64,
    pub loss: f32,
    pub round_trip: Duration,
}

impl Peer {
    pub(super) fn new(
        key: PeerKey,
        participant: Uuid,
        connection: Connection,
        fingerprint: String,
        candidates: &[Candidate],
        now: Instant,
    ) -> Self {
        let mut rtc = config(connection).build(now);
        for candidate in candidates {
            rtc.add_local_candidate(candidate.clone());
        }
        Self {
            key,
            participant,
            connection,
            rtc,
            fingerprint,
            ufrag: String::new(),
            timeout: now,
            heard: now,
            connected: false,
            dirty: false,
            tracks: Vec::new(),
            slots: Vec::new(),
            streams: Streams::default(),
            sent: 0,
            loss: 0.0,
            round_trip: Duration::ZERO,
        }
    }

    /// Feeds one input and takes everything that follows from it. str0m wants both as one step: its
    /// outputs are only complete when they are drained to the next timeout.
    pub(super) fn step(
        &mut self,
        input: RtcInput<'_>,
        outputs: &mut VecDeque<Output>,
        events: &mut Vec<Event>,
    ) -> Result<(), RtcError> {
        self.rtc.handle_input(input)?;
        self.drain(outputs, events)
    }

    pub(super) fn drain(&mut self, outputs: &mut VecDeque<Output>, events: &mut Vec<Event>) -> Result<(), RtcError> {
        loop {
            match self.rtc.poll_output()? {
                RtcOutput::Timeout(at) => {
                    self.timeout = at;
                    return Ok(());
                }
                RtcOutput::Transmit(transmit) => outputs.push_back(Output::Transmit(transmit)),
                RtcOutput::Event(event) => events.push(event),
            }
        }
    }

    /// Resends must outlive what str0m's defaults give; set once a stream exists.
    pub(super) fn keep_for_resending(&mut self, slot: usize) {
        let ssrc = self.slots[slot].ssrc();
        if let Some(stream) = self.rtc.direct_api().stream_tx(&ssrc) {
            stream.set_rtx_cache(RESEND_PACKETS, RESEND_AGE, Some(RESEND_SHARE));
        }
    }

    pub(super) fn silent(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.heard)
    }
}

/// One codec a kind, so that everybody can show everybody. Transport-wide feedback only where we receive: it is
/// what a browser's own estimate lives on. Towards subscribers nothing can switch, so estimating would
/// only cost.
fn config(connection: Connection) -> RtcConfig {
    let mut extensions = ExtensionMap::empty();
    extensions.set(1, Extension::AudioLevel);
    extensions.set(4, Extension::RtpMid);
    extensions.set(13, Extension::VideoOrientation);
    if connection == Connection::Publish {
        extensions.set(3, Extension::TransportSequenceNumber);
    }
    RtcConfig::new()
        .set_rtp_mode(true)
        .set_ice_lite(true)
        .clear_codecs()
        .enable_opus(true, false)
        .enable_vp8(true)
        .set_extension_map(extensions)
        .set_stats_interval(Some(STATS_INTERVAL))
}
