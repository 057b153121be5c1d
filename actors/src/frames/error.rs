//! Codes of the `error` frame. What a domain rule refuses passes its own code through; these are the socket's.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A stable `snake_case` code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub struct ErrorCode(pub Cow<'static, str>);

impl ErrorCode {
    /// The text is not a frame of this protocol.
    pub const BAD_FRAME: Self = Self(Cow::Borrowed("bad_frame"));
    /// No such thing, or none of this person's.
    pub const NOT_FOUND: Self = Self(Cow::Borrowed("not_found"));
    /// The role does not allow it.
    pub const NOT_ALLOWED: Self = Self(Cow::Borrowed("not_allowed"));
    /// More subscriptions than a socket may have.
    pub const TOO_MANY_SUBSCRIPTIONS: Self = Self(Cow::Borrowed("too_many_subscriptions"));
    /// Not subscribed to the channel that the frame is about.
    pub const NOT_SUBSCRIBED: Self = Self(Cow::Borrowed("not_subscribed"));
    /// The call needs a `call_join` first.
    pub const NOT_IN_CALL: Self = Self(Cow::Borrowed("not_in_call"));
    /// The host has not let this person in yet.
    pub const NOT_ADMITTED: Self = Self(Cow::Borrowed("not_admitted"));
    /// The media engine does not take this offer.
    pub const BAD_OFFER: Self = Self(Cow::Borrowed("bad_offer"));
    /// Try again later.
    pub const UNAVAILABLE: Self = Self(Cow::Borrowed("unavailable"));
    /// Too much at once; try again later.
    pub const BUSY: Self = Self(Cow::Borrowed("busy"));

    /// A rule's own code.
    pub fn of(code: String) -> Self {
        Self(Cow::Owned(code))
    }
}
