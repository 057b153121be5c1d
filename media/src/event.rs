use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The two peer connections of a participant. Apart, so that a new subscription never touches what
/// somebody publishes, and each is offered by the client with nothing to renegotiate in a call's
/// usual course.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Connection {
    Publish,
    Subscribe,
}

/// What a participant can publish, each at most once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    Microphone,
    Camera,
    Screen,
    ScreenAudio,
}

impl Source {
    pub fn is_video(self) -> bool {
        matches!(self, Self::Camera | Self::Screen)
    }

    /// The most a browser may send, said in the answer: nothing here can switch to a thinner layer,
    /// so a stream must fit an ordinary link from the start.
    pub(crate) fn kilobits_max(self) -> u32 {
        match self {
            Self::Microphone => 64,
            Self::ScreenAudio => 128,
            Self::Camera => 700,
            Self::Screen => 1_500,
        }
    }
}

/// One published track as the others see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    pub muted: bool,
}

/// What a participant is told. Each comes whole, never as a difference, so a lost one is repaired
/// by the next.
#[derive(Clone, Debug, PartialEq)]
pub enum MediaEvent {
    /// ICE and DTLS of this connection stand; again after an ICE restart.
    Connected { connection: Connection },
    /// The participant is out of the room: nothing was heard from it for
    /// [`SILENCE_MAX`](crate::room::SILENCE_MAX), or it closed its connections. The last event.
    Gone,
    /// Which slot (mid of the subscribe connection) shows whom.
    Slots(BTreeMap<String, Option<(Uuid, Source)>>),
    /// Who publishes what, over the whole room.
    Tracks(BTreeMap<Uuid, BTreeMap<Source, Published>>),
    /// Who speaks now, loudest first.
    Speakers(Vec<Uuid>),
    /// How well each participant is connected: 0 nothing arrives, 1 poor, 2 fair, 3 good.
    Quality(BTreeMap<Uuid, u8>),
}
