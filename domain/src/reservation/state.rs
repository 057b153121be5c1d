use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::core::{Entity, Timestamp};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reservation {
    pub(super) hold: Option<Hold>,
}

/// Who has the value; `until` is absent once confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Hold {
    pub holder: Uuid,
    pub until: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    Claimed { holder: Uuid, until: Timestamp },
    Confirmed { holder: Uuid },
    Released { holder: Uuid },
    Lapsed { holder: Uuid },
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("this value is taken; choose another")]
    Taken,
    #[error("the claim ran out or was never made; claim again")]
    NotHeld,
    #[error("a claim may stand for an hour at most; choose an earlier end")]
    TooLong,
    #[error("only the platform itself reserves values")]
    Forbidden,
}

impl crate::core::Rejection for Rejection {
    fn code(&self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::NotHeld => "not_held",
            Self::TooLong => "claim_too_long",
            Self::Forbidden => "forbidden",
        }
    }
}

impl Reservation {
    /// The hold that counts at `now`: a claim past its end counts for nobody.
    pub(super) fn live(&self, now: Timestamp) -> Option<&Hold> {
        self.hold.as_ref().filter(|hold| hold.until.is_none_or(|until| now < until))
    }
}

impl Entity for Reservation {
    const KIND: &'static str = "reservation";
    const STATE: u32 = 1;
    type Event = Event;
    type Rejection = Rejection;

    fn evolve(&mut self, event: &Event) {
        self.hold = match event {
            Event::Claimed { holder, until } => Some(Hold { holder: *holder, until: Some(*until) }),
            Event::Confirmed { holder } => Some(Hold { holder: *holder, until: None }),
            Event::Released { .. } | Event::Lapsed { .. } => None,
        };
    }

    fn due(&self) -> Option<Timestamp> {
        self.hold.as_ref().and_then(|hold| hold.until)
    }
}
