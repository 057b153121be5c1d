//! The stream `notifications`: what people are told. A public, versioned schema; domain events stay inside.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::core::{Timestamp, UserId};

/// The stream's name.
pub const STREAM: &str = "notifications";

/// Version of [`Notification`]: fields are only added.
pub const VERSION: u32 = 1;

/// One thing to tell one person. Ids only: names and texts are looked up by who shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    pub version: u32,
    pub to: UserId,
    pub kind: Kind,
    /// Who did it, if a person did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<UserId>,
    /// The mentoring request it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Uuid>,
    /// The mentoring session it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<Uuid>,
    pub at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    MentorApplicationApproved,
    MentorApplicationDeclined,
    MentoringRequestReceived,
    MentoringRequestProposed,
    MentoringRequestAccepted,
    MentoringRequestDeclined,
    MentoringRequestWithdrawn,
    MentoringRequestExpired,
    /// It was accepted, but no session came of it: the request is open again.
    MentoringRequestReopened,
    MentoringSessionCancelled,
    MentoringSessionRated,
}

impl Notification {
    pub fn new(to: UserId, kind: Kind, at: Timestamp) -> Self {
        Self { version: VERSION, to, kind, by: None, request: None, session: None, at }
    }

    /// Tells one from another: who reads the stream may meet it again after any time.
    pub fn mark(&self) -> u64 {
        let mut bytes = Vec::new();
        ciborium::into_writer(self, &mut bytes).expect("plain data");
        u64::from_le_bytes(*blake3::hash(&bytes).as_bytes().first_chunk().expect("a hash has 32 bytes"))
    }

    pub fn by(self, by: UserId) -> Self {
        Self { by: Some(by), ..self }
    }

    pub fn request(self, request: Uuid) -> Self {
        Self { request: Some(request), ..self }
    }

    pub fn session(self, session: Uuid) -> Self {
        Self { session: Some(session), ..self }
    }
}
