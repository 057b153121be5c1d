//! A call's signalling. Both connections of a call are offered by the client; candidates are inside the SDP.

use std::collections::BTreeMap;

use lyceum_domain::core::UserId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Bounded, event::Person};

/// Longest SDP, bytes.
pub const SDP_MAX: usize = 48 * 1024;
/// Longest media id of an SDP section, bytes.
pub const MID_MAX: usize = 16;
/// Most sources in one offer.
pub const SOURCES_MAX: usize = 8;

/// A media id of an SDP section.
pub type Mid = Bounded<MID_MAX>;

/// What a track shows or sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    Microphone,
    Camera,
    Screen,
    ScreenAudio,
}

/// Which of the two connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Connection {
    Publish,
    Subscribe,
}

/// Asks to come in. The newest socket wins: an older one of the same person gets `call_ended`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CallJoin")]
pub struct Join {
    pub id: u64,
    #[serde(deserialize_with = "super::id::read")]
    pub room: Uuid,
    /// The client still has its media connections of before, as after a socket was lost: they go on where they are there. Else
    /// what was sent and muted before is forgotten, but for what the host muted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub resume: bool,
}

/// An offer; the answer is in the reply. Again with a new offer for an ICE restart or other tracks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CallOffer")]
pub struct Offer {
    pub id: u64,
    #[serde(deserialize_with = "super::id::read")]
    pub room: Uuid,
    pub connection: Connection,
    pub sdp: Bounded<SDP_MAX>,
    /// What each sending section carries.
    #[serde(default, deserialize_with = "few")]
    #[schemars(with = "BTreeMap<String, Source>", extend("maxProperties" = SOURCES_MAX))]
    pub sources: BTreeMap<Mid, Source>,
}

/// Silences or opens one of the person's own sources.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CallMute")]
pub struct Mute {
    #[serde(deserialize_with = "super::id::read")]
    pub room: Uuid,
    pub source: Source,
    pub muted: bool,
}

/// Goes out of the call, or out of its lobby.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CallLeave")]
pub struct Leave {
    #[serde(deserialize_with = "super::id::read")]
    pub room: Uuid,
}

/// Tries media outside of any call: an offer of a connection that publishes, as in `call_offer`; the answer is in the reply. Its
/// packets go no further than the server; `call_stats` tells what arrived. Another one takes its place, also from another
/// socket of the person; it ends with its connection or its socket, and by itself after 30 s.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CallTest")]
pub struct Test {
    pub id: u64,
    pub sdp: Bounded<SDP_MAX>,
    /// What each sending section carries.
    #[serde(default, deserialize_with = "few")]
    #[schemars(with = "BTreeMap<String, Source>", extend("maxProperties" = SOURCES_MAX))]
    pub sources: BTreeMap<Mid, Source>,
}

/// Asks what the server counts of the person's own media connections; they are in the reply.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CallStats")]
pub struct Stats {
    pub id: u64,
    /// Of this call; without it of the `call_test` that goes on.
    #[serde(default, deserialize_with = "super::id::read_some", skip_serializing_if = "Option::is_none")]
    pub room: Option<Uuid>,
}

/// Packets of media, of each connection since it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MediaStats {
    /// Of the publish connection, repairs too: what arrived at the server.
    pub received: u64,
    /// Of the publish connection: missing between the first that arrived and the furthest.
    pub lost: u64,
    /// Of the subscribe connection, without repairs: what the server sent.
    pub sent: u64,
}

/// Who is in, what they send, and what this client's slots show. The whole, each time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "CallState")]
pub struct State {
    pub room: Uuid,
    pub participants: Vec<Participant>,
    /// By media id of the subscribe connection; null is an empty slot.
    pub slots: BTreeMap<String, Option<Slot>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Participant {
    #[schemars(with = "Uuid")]
    pub user_id: UserId,
    pub display_name: String,
    /// What they send; absent when they do not.
    #[schemars(with = "BTreeMap<String, SourceState>")]
    pub sources: BTreeMap<Source, SourceState>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SourceState {
    pub muted: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Slot {
    #[schemars(with = "Uuid")]
    pub user_id: UserId,
    pub source: Source,
}

/// Who speaks, loudest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "CallSpeakers")]
pub struct Speakers {
    pub room: Uuid,
    #[schemars(with = "Vec<Uuid>")]
    pub users: Vec<UserId>,
}

/// The lobby: the host sees who waits, who waits sees whether they are let in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "CallLobby")]
pub struct Lobby {
    pub room: Uuid,
    pub waiting: Vec<Person>,
    /// Whether the receiver is in.
    pub admitted: bool,
}

/// How well each person's media gets through: 0 lost, 1 poor, 2 fair, 3 good.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "CallQuality")]
pub struct Quality {
    pub room: Uuid,
    #[schemars(with = "BTreeMap<Uuid, u8>")]
    pub users: BTreeMap<UserId, u8>,
}

/// The call is over for this socket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "CallEnded")]
pub struct Ended {
    pub room: Uuid,
    pub reason: EndReason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// The host ended it, or the session is over.
    Ended,
    /// The host removed this person.
    Removed,
    /// The same person joined from another place.
    LeftElsewhere,
}

fn few<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<Mid, Source>, D::Error> {
    let sources = BTreeMap::deserialize(deserializer)?;
    if sources.len() > SOURCES_MAX {
        return Err(serde::de::Error::custom(format_args!("an offer has at most {SOURCES_MAX} sources")));
    }
    Ok(sources)
}
