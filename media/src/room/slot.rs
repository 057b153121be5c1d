use str0m::media::Pt;
use str0m::rtp::{ExtensionValues, RtpPacket, RtpWrite, Ssrc, Vp8Descriptor};
use uuid::Uuid;

use std::time::Instant;

use super::holes::Holes;
use super::rewrite::{Numbers, Rewriter, patch};
use crate::Source;

/// Who publishes it, and what it is: a track's name.
pub(super) type TrackId = (Uuid, Source);

/// An incoming packet with what is read from it once for all its receivers.
pub(super) struct Incoming {
    pub packet: RtpPacket,
    pub vp8: Option<Vp8Descriptor>,
    pub keyframe: bool,
}

impl Incoming {
    pub(super) fn new(packet: RtpPacket, video: bool) -> Self {
        let vp8 = video.then(|| Vp8Descriptor::parse(&packet.payload).ok()).flatten();
        let keyframe = vp8.is_some_and(|descriptor| descriptor.starts_keyframe(&packet.payload));
        Self { packet, vp8, keyframe }
    }

    fn numbers(&self) -> Numbers {
        Numbers {
            sequence: *self.packet.seq_no,
            time: self.packet.header.timestamp,
            picture: self.vp8.and_then(|descriptor| descriptor.picture_id()),
            layer_zero: self.vp8.and_then(|descriptor| descriptor.tl0_pic_idx()),
        }
    }
}

/// One of a subscriber's fixed media lines, and the source it shows now.
#[derive(Debug)]
pub(super) struct Slot {
    pub mid: String,
    pub video: bool,
    pub shows: Option<TrackId>,
    ssrc: Ssrc,
    payload_type: Pt,
    rewriter: Rewriter,
    holes: Holes,
}

impl Slot {
    pub(super) fn new(mid: String, video: bool, ssrc: Ssrc, payload_type: Pt) -> Self {
        let clock = if video { 90_000 } else { 48_000 };
        Self { mid, video, shows: None, ssrc, payload_type, rewriter: Rewriter::new(clock), holes: Holes::default() }
    }

    pub(super) fn ssrc(&self) -> Ssrc {
        self.ssrc
    }

    pub(super) fn show(&mut self, track: Option<TrackId>) {
        self.shows = track;
        self.interrupt();
    }

    /// Packets were or will be left out: go on at the next keyframe without a hole in the numbers.
    pub(super) fn interrupt(&mut self) {
        self.rewriter.interrupt();
    }

    pub(super) fn waits_for_keyframe(&self) -> bool {
        self.video && self.shows.is_some() && self.rewriter.is_interrupted()
    }

    /// At a report of its receiver: what share of late nobody could have received.
    pub(super) fn holes(&mut self) -> f32 {
        self.holes.share()
    }

    /// The packet as this slot's stream has it; none while the slot waits for a keyframe.
    pub(super) fn write(&mut self, now: Instant, incoming: &Incoming) -> Option<RtpWrite> {
        let from = incoming.numbers();
        if self.rewriter.jumps(from.sequence) {
            self.interrupt();
        }
        if self.video && self.rewriter.is_interrupted() && !incoming.keyframe {
            return None;
        }
        let to = self.rewriter.rewrite(now, from)?;
        self.holes.sent(to.sequence);
        let packet = &incoming.packet;
        let values = &packet.header.ext_vals;
        let extensions = ExtensionValues {
            audio_level: values.audio_level,
            voice_activity: values.voice_activity,
            video_orientation: values.video_orientation,
            ..ExtensionValues::default()
        };
        let write = RtpWrite::new(self.payload_type, to.sequence.into(), to.time, packet.timestamp, packet.payload.clone())
            .marker(packet.header.marker)
            .ext_vals(extensions)
            .nackable(self.video);
        let changed = (to.picture, to.layer_zero) != (from.picture, from.layer_zero);
        let patched = incoming.vp8.filter(|_| changed).and_then(|descriptor| patch(&descriptor, to));
        Some(match patched {
            Some(patched) => write.vp8_patch(patched),
            None => write,
        })
    }
}
