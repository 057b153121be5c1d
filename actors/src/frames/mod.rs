//! What crosses the realtime socket: JSON text frames, one object each, told apart by `type`. A file a family; the AsyncAPI
//! document is made from these types. What a client sends is read strictly (an unknown field is an error); what the server
//! sends may gain fields, so clients skip those that they do not know.

pub mod asyncapi;
pub mod bounded;
pub mod call;
pub mod channel;
pub mod close;
pub mod connection;
pub mod error;
pub mod event;
pub mod examples;
#[cfg(test)]
mod hostile;
mod id;
pub mod time;
pub mod topic;
pub mod topics;

use lyceum_cluster::Frame;
use serde::{Deserialize, Serialize};

pub use bounded::Bounded;
pub use close::Close;
pub use error::ErrorCode;
pub use event::Event;
pub use time::Time;
pub use topic::Topic;

/// Largest frame from a client, bytes: an offer for every slot is a third of it.
pub const CLIENT_FRAME_MAX: usize = 64 * 1024;

/// What a client may say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientFrame {
    Hello(connection::Hello),
    Ping(connection::Ping),
    Token(connection::Token),
    Subscribe(topics::Subscribe),
    Unsubscribe(topics::Unsubscribe),
    Typing(channel::Typing),
    Read(channel::Read),
    CallJoin(call::Join),
    CallOffer(call::Offer),
    CallMute(call::Mute),
    CallLeave(call::Leave),
    CallTest(call::Test),
    CallStats(call::Stats),
}

/// What the server may say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    Welcome(connection::Welcome),
    Pong(connection::Pong),
    Reply(connection::Reply),
    Error(connection::Failure),
    Reconnect(connection::Reconnect),
    Subscribed(topics::Subscribed),
    Unsubscribed(topics::Unsubscribed),
    Event(topics::EventFrame),
    Gap(topics::Gap),
    Typing(channel::UserTyping),
    Presence(channel::Presence),
    Read(channel::UserRead),
    CallState(call::State),
    CallSpeakers(call::Speakers),
    CallLobby(call::Lobby),
    CallQuality(call::Quality),
    CallEnded(call::Ended),
}

/// A client's text is not a frame.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a frame: {cause}")]
pub struct BadFrame {
    /// Under which the client waits for an answer, if so much can be read.
    pub id: Option<u64>,
    pub cause: String,
}

/// All that is looked for in what is no frame.
#[derive(Deserialize)]
struct Numbered {
    id: u64,
}

impl ClientFrame {
    /// Reads one text frame.
    pub fn decode(text: &str) -> Result<Self, BadFrame> {
        if text.len() > CLIENT_FRAME_MAX {
            return Err(BadFrame { id: None, cause: format!("longer than {CLIENT_FRAME_MAX} bytes") });
        }
        // a list of an object's values would be read as that object
        if !text.trim_start().starts_with('{') {
            return Err(BadFrame { id: None, cause: "a frame is one JSON object".to_owned() });
        }
        serde_json::from_str(text)
            .map_err(|error| BadFrame { id: serde_json::from_str(text).ok().map(|Numbered { id }| id), cause: error.to_string() })
    }
}

impl ServerFrame {
    /// The text that every receiver of this frame shares.
    pub fn encode(&self) -> Frame {
        serde_json::to_vec(self).expect("frames are plain data with text keys, which JSON takes whole").into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_field_is_refused() {
        assert!(ClientFrame::decode(r#"{"type":"ping","n":1}"#).is_ok());
        assert!(ClientFrame::decode(r#"{"type":"ping","n":1,"m":2}"#).is_err());
    }

    #[test]
    fn an_unknown_type_is_refused() {
        assert!(ClientFrame::decode(r#"{"type":"sing"}"#).is_err());
        assert!(ClientFrame::decode("[]").is_err());
    }

    #[test]
    fn a_list_of_an_objects_values_is_refused() {
        assert!(ClientFrame::decode(r#" {"type":"ping","n":1}"#).is_ok());
        for list in [r#"["ping",3]"#, r#" ["ping"]"#] {
            assert!(ClientFrame::decode(list).unwrap_err().cause.contains("one JSON object"), "{list}");
        }
    }

    #[test]
    fn an_id_is_read_as_it_is_written_in_the_document_and_no_other_way() {
        let id = uuid::Uuid::max();
        let fits = |kind: &str, field: &str, id: String| {
            let more = if kind == "read" {
                r#","position":1"#
            } else if kind == "call_join" || kind == "call_stats" {
                r#","id":1"#
            } else {
                ""
            };
            ClientFrame::decode(&format!(r#"{{"type":"{kind}","{field}":"{id}"{more}}}"#)).is_ok()
        };
        for (kind, field) in
            [("typing", "channel"), ("read", "channel"), ("call_join", "room"), ("call_leave", "room"), ("call_stats", "room")]
        {
            assert!(fits(kind, field, id.to_string()) && fits(kind, field, id.to_string().to_uppercase()), "{kind}");
            for other in [id.simple().to_string(), id.braced().to_string(), id.urn().to_string()] {
                assert!(!fits(kind, field, other), "{kind}");
            }
        }
    }

    #[test]
    fn a_frame_longer_than_the_limit_is_refused_before_it_is_read() {
        let long = format!(r#"{{"type":"hello","token":"{}"}}"#, "x".repeat(CLIENT_FRAME_MAX));
        assert!(ClientFrame::decode(&long).unwrap_err().cause.contains("longer"));
    }

    #[test]
    fn a_token_longer_than_its_limit_is_refused() {
        let long = format!(r#"{{"type":"hello","token":"{}"}}"#, "x".repeat(5000));
        assert!(ClientFrame::decode(&long).is_err());
    }

    #[test]
    fn what_is_refused_keeps_its_id_where_it_can_be_read() {
        let id = |text: &str| ClientFrame::decode(text).unwrap_err().id;
        assert_eq!(id(r#"{"type":"call_join","id":7,"room":"nowhere"}"#), Some(7));
        assert_eq!(id(r#"{"type":"sing","id":8}"#), Some(8));
        assert_eq!(id(r#"{"type":"call_join","id":"seven"}"#), None);
        assert_eq!(id(r#"{"type":"call_join","id":7"#), None);
    }

    #[test]
    fn deep_nesting_is_refused_without_a_panic() {
        let deep = format!(r#"{{"type":"ping","n":{}}}"#, "[".repeat(10_000));
        assert!(ClientFrame::decode(&deep).is_err());
    }
}
