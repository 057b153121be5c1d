//! The stream `erasures`: whose account has ended. Who reads it destroys the person's key and has everything let go of them.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::core::{Timestamp, UserId};

/// The stream's name.
pub const STREAM: &str = "erasures";

/// Version of [`Erasure`]: fields are only added.
pub const VERSION: u32 = 1;

/// One person's. Ids only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    pub version: u32,
    pub person: UserId,
    /// Blob of their picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<Uuid>,
    pub at: Timestamp,
}
