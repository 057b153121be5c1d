use std::time::Instant;

use str0m::media::Mid;
use str0m::rtp::Ssrc;

use super::keyframe::Gate;
use super::loudness::Loudness;
use super::peer::PeerKey;
use crate::Source;

/// A slot of a subscriber that shows a track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Viewer {
    pub peer: PeerKey,
    pub slot: usize,
}

/// One thing a participant publishes.
#[derive(Debug)]
pub(super) struct Track {
    pub source: Source,
    pub mid: Mid,
    pub ssrc: Option<Ssrc>,
    pub muted: bool,
    pub viewers: Vec<Viewer>,
    /// A viewer has shown nothing of it yet.
    pub waiting: bool,
    pub gate: Gate,
    pub loudness: Loudness,
    pub heard: Option<Instant>,
}

impl Track {
    pub(super) fn new(source: Source, mid: Mid, muted: bool) -> Self {
        Self {
            source,
            mid,
            ssrc: None,
            muted,
            viewers: Vec::new(),
            waiting: false,
            gate: Gate::default(),
            loudness: Loudness::default(),
            heard: None,
        }
    }

    /// Whether a keyframe of it would be seen.
    pub(super) fn flows(&self) -> bool {
        self.heard.is_some() && !self.muted
    }
}
