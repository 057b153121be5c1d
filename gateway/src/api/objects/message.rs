use std::{collections::BTreeSet, time::Duration};

use lyceum_domain::{
    channel::{MESSAGES, MessageRow, REACTIONS, ReactionsRow, message_partition, message_position, message_sort},
    core::{EntityId, OrganizationId},
};
use lyceum_storage::views::Range;
use poem_openapi::Object;
use uuid::Uuid;

use super::{Time, User};
use crate::{
    api::{Api, Outcome, Page, problem},
    problem::Problem,
};

/// When a row that is late may be there.
const SOON: Duration = Duration::from_secs(1);

/// One message of a channel.
#[derive(Clone, Debug, Object)]
pub struct Message {
    /// Names it in its channel.
    pub position: u64,
    pub author: User,
    /// Null when it was deleted, or its author was erased.
    pub text: Option<String>,
    pub sent_at: Time,
    pub edited_at: Option<Time>,
    /// The position at which its text was last written: in quotes, what `If-Match` of a change takes.
    pub version: u64,
    pub deleted: bool,
    pub reactions: Vec<MessageReaction>,
    /// The sender's own name for it.
    pub client_id: Option<String>,
}

#[derive(Clone, Debug, Object)]
pub struct MessageReaction {
    pub emoji: String,
    pub users: Vec<Uuid>,
}

pub const MESSAGE: &str = r#"{
    "position": 7,
    "author": { "id": "018f0c1e-7c00-7000-8000-000000000001", "display_name": "Nimal Perera", "picture_url": null, "zone": "Asia/Colombo" },
    "text": "See you at four.", "sent_at": "2026-03-01T09:30:00.000Z", "edited_at": null, "version": 7, "deleted": false,
    "reactions": [{ "emoji": "👍", "users": ["018f0c1e-7c00-7000-8000-000000000002"] }], "client_id": "d1f5"
}"#;

/// Messages of a channel inside `range`, at most `limit`; `next` is the position of the last, where there are more.
pub async fn messages(
    api: &Api,
    organization: OrganizationId,
    channel: EntityId,
    range: Range,
    limit: usize,
) -> Result<Page<Message>, Problem> {
    let node = api.node();
    let partition = message_partition(channel);
    let mut rows =
        node.rows::<MessageRow>(MESSAGES, organization, &partition, range.clone(), limit + 1).await.map_err(problem)?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| row.value.position.to_string());
    let people: BTreeSet<_> = rows.iter().map(|row| row.value.author).collect();
    let people: Vec<_> = people.into_iter().collect();
    let keys = api.keys(organization, &people).await?;
    let found = api.people().find(organization, people).await?;
    let ends = rows.first().zip(rows.last()).map(|(a, b)| (a.value.position, b.value.position));
    let reactions = match ends {
        Some((a, b)) => reactions(api, organization, &partition, a.min(b), a.max(b)).await?,
        None => Vec::new(),
    };
    let message = |row: MessageRow| Message {
        position: row.position,
        author: found.user(row.author),
        text: row.text.and_then(|text| keys.open(&text).ok()),
        sent_at: row.sent_at.into(),
        edited_at: row.edited_at.map(Time::from),
        version: row.version.max(row.position),
        deleted: row.deleted,
        reactions: reactions.iter().filter(|(position, _)| *position == row.position).flat_map(|(_, of)| of.clone()).collect(),
        client_id: row.client_id,
    };
    Ok(Page { items: rows.into_iter().map(|row| message(row.value)).collect(), next })
}

/// A message that the channel just answered for. Its row may be a moment late.
pub async fn message(api: &Api, organization: OrganizationId, channel: EntityId, position: u64) -> Result<Message, Problem> {
    let look = || async {
        let range = Range { after: position.checked_sub(1).map(|before| message_sort(before).into()), ..Range::default() };
        let page = messages(api, organization, channel, range, 1).await?;
        Ok(page.items.into_iter().find(|message| message.position == position))
    };
    let found = Outcome::wait(look, Option::is_some).await?.into_inner();
    found.ok_or_else(|| {
        Problem::new("outcome_unknown", "it was done, but cannot be shown yet; fetch the message").retry_after(SOON)
    })
}

async fn reactions(
    api: &Api,
    organization: OrganizationId,
    partition: &[u8],
    from: u64,
    to: u64,
) -> Result<Vec<(u64, Vec<MessageReaction>)>, Problem> {
    let range = Range {
        after: from.checked_sub(1).map(|before| message_sort(before).into()),
        before: Some(message_sort(to.saturating_add(1)).into()),
        reverse: false,
    };
    let limit = usize::try_from(to - from + 1).unwrap_or(usize::MAX).min(1000);
    let rows = api.node().rows::<ReactionsRow>(REACTIONS, organization, partition, range, limit).await.map_err(problem)?;
    let shown = |row: ReactionsRow| {
        let reaction = |r: lyceum_domain::channel::Reaction| MessageReaction {
            emoji: r.emoji,
            users: r.users.into_iter().map(|user| user.0).collect(),
        };
        row.reactions.into_iter().filter(|r| !r.users.is_empty()).map(reaction).collect()
    };
    Ok(rows.into_iter().filter_map(|row| Some((message_position(&row.sort)?, shown(row.value)))).collect())
}
