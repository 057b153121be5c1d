//! What the live side asks of the room's entity, and of the session that the room belongs to.

use std::time::Duration;

use lyceum_cluster::{AskError, Node, Request};
use lyceum_domain::{
    call_room::{Join, Leave, RoomView, Show, State, Unmute},
    core::{Actor, EntityId, UserId},
    mentoring_session,
};
use uuid::Uuid;

use super::{RoomKey, view::View};
use crate::{channel::Refusal, frames::call::Source, session::Identity};

/// A room does not wait longer for its entity.
const ASK_MAX: Duration = Duration::from_secs(2);

/// The person comes: inside, or to the lobby.
pub async fn join(node: &Node, who: &Identity, room: Uuid) -> Result<(), Refusal> {
    let request = Request::new(who.organization, who.actor()).with_deadline(ASK_MAX);
    node.ask(request, EntityId(room), Join).await?;
    Ok(())
}

/// Somebody who waits was let in: they come at once.
pub async fn come(node: &Node, key: RoomKey, user: UserId) -> Result<(), AskError> {
    node.ask(by(key, user), EntityId(key.room), Join).await.map(drop)
}

/// Somebody is gone.
pub async fn leave(node: &Node, key: RoomKey, user: UserId) -> Result<(), AskError> {
    let request = Request::system(key.organization).with_deadline(ASK_MAX);
    node.ask(request, EntityId(key.room), Leave { user }).await
}

/// Somebody switches on again what the host muted.
pub async fn unmute(node: &Node, key: RoomKey, user: UserId, source: Source) -> Result<(), AskError> {
    node.ask(by(key, user), EntityId(key.room), Unmute { source: source.into() }).await
}

/// The mentoring session hears that somebody came into its call.
pub async fn joined(node: &Node, key: RoomKey, session: Uuid, user: UserId) -> Result<(), AskError> {
    node.ask(by(key, user), EntityId(session), mentoring_session::Join).await
}

pub async fn load(node: &Node, key: RoomKey) -> Result<View, AskError> {
    let request = Request::system(key.organization).with_deadline(ASK_MAX);
    let seen = node.ask(request, EntityId(key.room), Show).await?;
    Ok(view(seen.position, seen.value))
}

fn view(position: u64, room: RoomView) -> View {
    let muted = |sources: std::collections::BTreeSet<_>| sources.into_iter().map(Source::from).collect();
    View {
        position,
        host: room.host,
        session: room.session,
        ended: room.state == State::Ended,
        inside: room.inside.into_iter().map(|inside| (inside.user, muted(inside.muted))).collect(),
        waiting: room.lobby.into_iter().collect(),
    }
}

fn by(key: RoomKey, user: UserId) -> Request {
    let actor = Actor::User { id: user, roles: Vec::new() };
    Request::new(key.organization, actor).with_deadline(ASK_MAX)
}
