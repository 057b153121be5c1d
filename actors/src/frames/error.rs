//! Codes of the `error` frame. What a domain rule refuses passes its own code through; these are the socket's.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A stable `snake_case` code: one of the channel's `x-error-codes`, or that of a rule, as in a problem of the API. There may be new ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline, transform = show_all)]
pub struct ErrorCode(pub Cow<'static, str>);

/// Each is a constant and in the document.
macro_rules! codes {
    ($($name:ident = $code:literal: $meaning:literal;)+) => {
        impl ErrorCode {
            $(#[doc = $meaning] pub const $name: Self = Self(Cow::Borrowed($code));)+

            /// With what they mean.
            pub const ALL: &[(&str, &str)] = &[$(($code, $meaning)),+];
        }
    };
}

codes! {
    BAD_FRAME = "bad_frame": "The text is not a frame of this protocol.";
    NOT_FOUND = "not_found": "No such thing, or none of this person's.";
    NOT_ALLOWED = "not_allowed": "The role does not allow it.";
    TOO_MANY_SUBSCRIPTIONS = "too_many_subscriptions": "More subscriptions than a socket may have.";
    NOT_SUBSCRIBED = "not_subscribed": "Not subscribed to the channel that the frame is about.";
    NOT_IN_CALL = "not_in_call": "The call needs a `call_join` first.";
    NOT_ADMITTED = "not_admitted": "The host has not let this person in yet.";
    BAD_OFFER = "bad_offer": "The media engine does not take this offer.";
    UNAVAILABLE = "unavailable": "Try again later.";
    BUSY = "busy": "Too much at once; try again later.";
}

impl ErrorCode {
    /// A rule's own code.
    pub fn of(code: String) -> Self {
        Self(Cow::Owned(code))
    }
}

/// As examples: a list of choices would be closed.
fn show_all(schema: &mut Schema) {
    let codes: Vec<Value> = ErrorCode::ALL.iter().map(|(code, _)| (*code).into()).collect();
    schema.insert("examples".to_owned(), codes.into());
}
