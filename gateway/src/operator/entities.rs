//! One entity as it is, as it was, and what happened to it.

use jiff::Timestamp;
use lyceum_storage::EntityKey;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{
    Name,
    effects::refused,
    name::{organization, unknown_kind},
    plain::plain,
};
use crate::{api::Api, problem::Problem};

/// Most events, or ids, of one answer.
pub const PAGE_MAX: usize = 1000;
/// An answer of events ends behind the one with which it gets larger, bytes.
const PAGE_BYTES: usize = 4 * 1024 * 1024;

/// Without a position: as it is now.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Look {
    pub entity: Name,
    pub at: Option<u64>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Shown {
    pub entity: Name,
    /// Whose state this is.
    pub position: u64,
    /// The entity's last.
    pub last: u64,
    /// When and under which epoch it was committed.
    pub at: String,
    pub epoch: u64,
    pub state: Value,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookEvents {
    pub entity: Name,
    pub from: u64,
    pub limit: usize,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Events {
    pub entity: Name,
    pub last: u64,
    pub events: Vec<Happened>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Happened {
    pub position: u64,
    pub at: String,
    pub epoch: u64,
    pub timeline: u32,
    pub command: String,
    pub by: Value,
    /// Null where the host remembers an answer without an event.
    pub event: Value,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListEntities {
    pub organization: String,
    pub kind: String,
    pub after: Option<Uuid>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ids {
    pub ids: Vec<Uuid>,
    /// Whether there are more behind them.
    pub more: bool,
}

pub async fn list_entities(api: &Api, list: ListEntities) -> Result<Ids, Problem> {
    let organization = organization(api, &list.organization).await?;
    let kind = api.node().kind(&list.kind).ok_or_else(|| unknown_kind(api, &list.kind))?;
    let after = EntityKey { organization, kind, id: list.after.unwrap_or_default() };
    let found = api.node().store().journal.entities(Some(after), PAGE_MAX + 1).await;
    let found = found.map_err(|error| Problem::new("unavailable", error.to_string()))?;
    let mut ids: Vec<Uuid> =
        found.into_iter().filter(|key| (key.organization, key.kind) == (organization, kind)).map(|key| key.id).collect();
    let more = ids.len() > PAGE_MAX;
    ids.truncate(PAGE_MAX);
    Ok(Ids { ids, more })
}

pub async fn show_entity(api: &Api, look: Look) -> Result<Shown, Problem> {
    let (key, last) = standing(api, &look.entity).await?;
    let position = look.at.unwrap_or(last);
    within(position, last)?;
    let past = api.node().state_at(&key, position).await.map_err(refused)?;
    let committed = match past.committed {
        Some(committed) => Some(committed),
        // a snapshot has no times
        None => api.node().history(&key, position, 1).await.map_err(refused)?.first().map(|event| (event.at_ms, event.epoch)),
    };
    let (at_ms, epoch) = committed.unwrap_or_default();
    Ok(Shown { entity: Name::of(&key), position, last, at: time(at_ms), epoch, state: plain(&past.state) })
}

pub async fn list_events(api: &Api, look: LookEvents) -> Result<Events, Problem> {
    let (key, last) = standing(api, &look.entity).await?;
    within(look.from, last)?;
    let found = api.node().history(&key, look.from, look.limit.clamp(1, PAGE_MAX)).await.map_err(refused)?;
    let (mut events, mut bytes) = (Vec::new(), 0);
    for past in found {
        bytes += past.event.as_ref().map_or(0, bytes::Bytes::len) + 256;
        events.push(Happened {
            position: past.position,
            at: time(past.at_ms),
            epoch: past.epoch,
            timeline: past.timeline,
            command: past.command,
            by: serde_json::to_value(&past.actor).map_err(Problem::internal)?,
            event: past.event.map_or(Value::Null, |event| plain(&event)),
        });
        if bytes > PAGE_BYTES {
            break;
        }
    }
    Ok(Events { entity: Name::of(&key), last, events })
}

/// The entity and its last position.
async fn standing(api: &Api, name: &Name) -> Result<(EntityKey, u64), Problem> {
    let key = name.key(api).await?;
    let last = api.node().head(&key).await.map_err(refused)?.next - 1;
    if last == 0 {
        return Err(Problem::new(
            "not_found",
            format!(
                "nothing ever happened to {} {} of that organization; `lyceum entities list` shows those there are",
                name.kind, name.id
            ),
        ));
    }
    Ok((key, last))
}

fn within(position: u64, last: u64) -> Result<(), Problem> {
    if (1..=last).contains(&position) {
        return Ok(());
    }
    Err(Problem::new("parameter_invalid", format!("position {position} is none of this entity; its positions are 1 to {last}")))
}

pub(super) fn time(ms: i64) -> String {
    Timestamp::from_millisecond(ms).unwrap_or_default().to_string()
}
