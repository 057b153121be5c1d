use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::core::{Span, Table, Timestamp, UserId};

/// Rooms that have somebody inside or in the lobby. One partition: [`occupied_partition`]; sort: the room's id; rows are empty.
pub const OCCUPIED: Table = Table("call_rooms_occupied");

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Waiting,
    Open,
    Ended,
}

/// What a participant sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    Microphone,
    Camera,
    Screen,
    ScreenAudio,
}

/// The room as its participants see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomView {
    pub id: Uuid,
    /// The mentoring session it belongs to.
    pub session: Uuid,
    pub host: UserId,
    /// Who may ever come in, the host among them.
    pub participants: BTreeSet<UserId>,
    pub state: State,
    /// When people may come.
    pub times: Span,
    /// In the order of knocking.
    pub lobby: Vec<UserId>,
    /// In the order of joining.
    pub inside: Vec<Inside>,
    pub removed: BTreeSet<UserId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inside {
    pub user: UserId,
    pub joined_at: Timestamp,
    /// What the host muted and the person has not switched on again.
    pub muted: BTreeSet<Source>,
}

impl RoomView {
    pub(super) fn is_occupied(&self) -> bool {
        !self.inside.is_empty() || !self.lobby.is_empty()
    }

    pub fn is_inside(&self, user: UserId) -> bool {
        self.inside.iter().any(|inside| inside.user == user)
    }
}

pub fn occupied_partition() -> &'static [u8] {
    b"all"
}
