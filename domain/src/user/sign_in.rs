//! Sign-ins: families of refresh tokens, without the tokens.

use serde::{Deserialize, Serialize};

use crate::core::{Duration, Personal, Timestamp};

crate::id_type!(/// One sign-in of a person: a device, a browser.
    SignInId);

/// Sign-ins a person keeps; the longest unused goes when one more opens.
pub const SIGN_INS_MAX: usize = 20;
/// A sign-in that nobody used for so long is over.
pub const IDLE_MAX: Duration = Duration::from_days(30);
/// No sign-in lasts longer, used or not.
pub const LIFETIME: Duration = Duration::from_days(180);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    pub id: SignInId,
    pub device: Option<Personal<String>>,
    /// Number of the token that is good now; the one before it is, for a moment after the rotation.
    pub generation: u32,
    pub opened_at: Timestamp,
    pub rotated_at: Timestamp,
}

impl SignIn {
    pub fn expires_at(&self) -> Timestamp {
        (self.rotated_at + IDLE_MAX).min(self.opened_at + LIFETIME)
    }
}

/// Why sign-ins ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Revocation {
    SignedOut,
    /// An old token came back: two parties hold the family.
    Reused,
    /// Made room for a newer one.
    Displaced,
    PasswordChanged,
    /// The account ended.
    Erased,
}
