use lyceum_domain::call_room::{self, RoomView, Show, State};
use poem_openapi::{Enum, Object};
use uuid::Uuid;

use super::{Span, Time, User, mirror::mirror};
use crate::{
    api::{Api, Shown},
    auth::Caller,
    problem::Problem,
};

/// A call room.
#[derive(Clone, Debug, Object)]
pub struct Room {
    pub id: Uuid,
    pub session_id: Uuid,
    pub state: RoomState,
    pub host_id: Uuid,
    /// When people may come.
    pub times: Span,
    /// Who waits to be let in; only the host sees it.
    pub lobby: Vec<User>,
    pub participants: Vec<RoomParticipant>,
    pub can: RoomCan,
}

#[derive(Clone, Debug, Object)]
pub struct RoomParticipant {
    pub user: User,
    pub joined_at: Time,
    /// What the host muted and the person has not switched on again.
    pub muted: Vec<RoomSource>,
}

/// What the caller may do now.
#[derive(Clone, Copy, Debug, Object)]
pub struct RoomCan {
    pub join: bool,
    /// Open, admit, mute, remove, end.
    pub host: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum RoomState {
    Waiting,
    Open,
    Ended,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum RoomSource {
    Microphone,
    Camera,
    Screen,
    ScreenAudio,
}

pub const ROOM: &str = r#"{
    "id": "018f0c1e-7c00-7000-8000-00000000000e", "session_id": "018f0c1e-7c00-7000-8000-00000000000d", "state": "open",
    "host_id": "018f0c1e-7c00-7000-8000-000000000001",
    "times": { "start": "2026-03-01T09:20:00.000Z", "end": "2026-03-01T11:00:00.000Z" }, "lobby": [], "participants": [],
    "can": { "join": true, "host": true }
}"#;

impl Shown for Room {
    type Row = RoomView;
    type Show = Show;
    const SHOW: Show = Show;

    async fn all(api: &Api, caller: &Caller, rows: Vec<RoomView>) -> Result<Vec<Self>, Problem> {
        let mut rooms = Vec::with_capacity(rows.len());
        for row in rows {
            rooms.push(Self::of(api, caller, row).await?);
        }
        Ok(rooms)
    }
}

impl Room {
    async fn of(api: &Api, caller: &Caller, room: RoomView) -> Result<Self, Problem> {
        let host = room.host == caller.user;
        let lobby = if host { room.lobby } else { Vec::new() };
        let ids = lobby.iter().copied().chain(room.inside.iter().map(|inside| inside.user)).collect();
        let people = api.people().find(caller.organization, ids).await?;
        let running = room.state != State::Ended;
        let in_time = (room.times.start..room.times.end).contains(&api.now());
        Ok(Self {
            id: room.id,
            session_id: room.session,
            state: room.state.into(),
            host_id: room.host.0,
            times: Span { start: room.times.start.into(), end: room.times.end.into() },
            lobby: lobby.iter().map(|id| people.user(*id)).collect(),
            can: RoomCan { join: running && in_time && !room.removed.contains(&caller.user), host: host && running },
            participants: room
                .inside
                .into_iter()
                .map(|inside| RoomParticipant {
                    user: people.user(inside.user),
                    joined_at: inside.joined_at.into(),
                    muted: inside.muted.into_iter().map(RoomSource::from).collect(),
                })
                .collect(),
        })
    }
}

mirror!(State => RoomState { Waiting, Open, Ended });

mirror!(call_room::Source => RoomSource { Microphone, Camera, Screen, ScreenAudio });

mirror!(RoomSource => call_room::Source { Microphone, Camera, Screen, ScreenAudio });
