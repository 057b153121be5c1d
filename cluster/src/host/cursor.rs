//! "Delivered up to": what a shard's next owner need not do again. Saved lazily, never ahead of the truth.

use serde::{Deserialize, Serialize};

use super::{envelope::EffectId, io::LaneName};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cursor {
    /// Rows and reminder of every event up to here are written, effects delivered, but for parked lanes.
    pub up_to: u64,
    pub parked: Vec<ParkedLane>,
    /// Effects above `up_to` that an operator gave up.
    #[serde(default)]
    pub skipped: Vec<Skipped>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Skipped {
    pub lane: LaneName,
    pub id: EffectId,
}

/// A lane that was given up; `from` is its first undelivered effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ParkedLane {
    pub lane: LaneName,
    pub from: EffectId,
    pub cause: String,
}
