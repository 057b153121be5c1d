//! The core of one call room.

use std::time::Duration;

/// A participant that was not heard for this long is gone. A second less than the ten that people are
/// promised, so that the news has time to travel.
pub const SILENCE_MAX: Duration = Duration::from_secs(9);
