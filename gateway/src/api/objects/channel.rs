use lyceum_cluster::Request;
use lyceum_domain::{
    channel::{ChannelRow, Kind, Show, message_sort},
    core::{EntityId, UserId},
};
use poem_openapi::{Enum, Object};
use uuid::Uuid;

use super::{Message, Time, User, message::messages};
use crate::{
    api::{Api, Page},
    auth::Caller,
    problem::Problem,
};
use lyceum_storage::views::Range;

/// A conversation.
#[derive(Clone, Debug, Object)]
pub struct Channel {
    pub id: Uuid,
    pub kind: ChannelKind,
    /// The mentoring session it belongs to.
    pub session_id: Option<Uuid>,
    /// Empty once the account of whoever wrote it is deleted.
    pub title: String,
    pub members: Vec<User>,
    /// Position of its last event: subscribe from here.
    pub head: u64,
    /// Up to where the caller has read.
    pub read: u64,
    /// How far the other members have read; from then on the frames `read` tell it.
    pub read_by: Vec<ReadBy>,
    /// Messages of others behind `read`, counted up to 100.
    pub unread: u32,
    pub last_message: Option<Message>,
    pub opened_at: Time,
    pub closed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum ChannelKind {
    Session,
}

/// How far somebody has read a channel.
#[derive(Clone, Debug, Object)]
pub struct ReadBy {
    pub user_id: Uuid,
    /// Of the last message read; 0 for none.
    pub position: u64,
}

pub const CHANNEL: &str = r#"{
    "id": "018f0c1e-7c00-7000-8000-00000000000c", "kind": "session", "session_id": "018f0c1e-7c00-7000-8000-00000000000d",
    "title": "Quadratic equations",
    "members": [{ "id": "018f0c1e-7c00-7000-8000-000000000001", "display_name": "Nimal Perera", "picture_url": null, "zone": "Asia/Colombo" }],
    "head": 7, "read": 5, "read_by": [{ "user_id": "018f0c1e-7c00-7000-8000-000000000001", "position": 7 }], "unread": 2, "last_message": null,
    "opened_at": "2026-03-01T09:00:00.000Z", "closed": false
}"#;

/// Unread messages are counted up to here: "99+" is as much as anybody wants to know.
const UNREAD_MAX: usize = 100;
/// Pages that are looked through for them: most have none of one's own and none that was deleted, so that one is enough.
const PAGES_MAX: usize = 10;

impl Channel {
    /// The channel as the caller sees it; 404 where they are no member.
    pub async fn seen(api: &Api, caller: &Caller, id: Uuid) -> Result<Self, Problem> {
        let seen = api.ask(Request::new(caller.organization, caller.actor()), EntityId(id), Show).await?;
        Self::of(api, caller, seen.value.card, Some(seen.position)).await
    }

    /// From its rows; without a `head` its last message stands for it.
    pub async fn of(api: &Api, caller: &Caller, row: ChannelRow, head: Option<u64>) -> Result<Self, Problem> {
        let channel = EntityId(row.id);
        let channels = api.channels()?;
        let read = channels.read_marker(caller.organization, row.id, caller.user).await;
        let mut read_by = Vec::new();
        for user in row.members.iter().filter(|id| **id != caller.user) {
            let position = channels.read_marker(caller.organization, row.id, *user).await;
            read_by.push(ReadBy { user_id: user.0, position });
        }
        let newest = Range { reverse: true, ..Range::default() };
        let page = messages(api, caller.organization, channel, newest, UNREAD_MAX).await?;
        let unread = unread(api, caller, channel, read, &page).await?;
        let people = api.people().find(caller.organization, row.members.iter().copied().collect()).await?;
        let keys = api.keys(caller.organization, &row.title.person().into_iter().collect::<Vec<_>>()).await?;
        let Kind::Session(session) = row.kind;
        Ok(Self {
            id: row.id,
            kind: ChannelKind::Session,
            session_id: Some(session),
            title: row.title.read(&keys).unwrap_or_default(),
            members: row.members.iter().map(|id: &UserId| people.user(*id)).collect(),
            head: head.unwrap_or_else(|| page.items.first().map_or(0, |message| message.position)),
            read,
            read_by,
            unread: u32::try_from(unread.min(UNREAD_MAX)).unwrap_or(u32::MAX),
            last_message: page.items.into_iter().next(),
            opened_at: row.opened_at.into(),
            closed: row.closed,
        })
    }
}

/// Messages of others behind `read`, of which `newest` has the last; more than [`UNREAD_MAX`] need not be counted.
async fn unread(api: &Api, caller: &Caller, channel: EntityId, read: u64, newest: &Page<Message>) -> Result<usize, Problem> {
    let is_unread = |message: &&Message| message.position > read && message.author.id != caller.user.0 && !message.deleted;
    let mut count = newest.items.iter().filter(is_unread).count();
    let mut next = behind(newest, read);
    for _ in 1..PAGES_MAX {
        let Some(before) = next.filter(|_| count < UNREAD_MAX) else { break };
        let range = Range { before: Some(message_sort(before).into()), reverse: true, ..Range::default() };
        let page = messages(api, caller.organization, channel, range, UNREAD_MAX).await?;
        count += page.items.iter().filter(is_unread).count();
        next = behind(&page, read);
    }
    Ok(count)
}

/// The oldest position of the page, where what comes before that is behind `read`, too.
fn behind(page: &Page<Message>, read: u64) -> Option<u64> {
    let oldest = page.items.last().map(|message| message.position);
    oldest.filter(|oldest| page.next.is_some() && *oldest > read + 1)
}
