//! What cannot go on, and an operator's word that it may.

use lyceum_cluster::{AskError, LaneOrder};
use lyceum_storage::{EntityKey, placement};
use serde::{Deserialize, Serialize};

use super::{Name, entities::time};
use crate::{
    api::{Api, problem},
    problem::Problem,
};

/// Entries of one answer; those behind it come once these go on.
const LISTED_MAX: usize = 100;
/// Bytes of a cause that are shown: the log has the whole.
const CAUSE_MAX: usize = 300;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {}

/// Entities that are not served.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ParkedEntities {
    pub total: usize,
    pub parked: Vec<ParkedEntity>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ParkedEntity {
    pub entity: Name,
    /// Of the event that cannot be applied.
    pub position: u64,
    pub since: Option<String>,
    pub cause: String,
}

/// Lanes, an entity's effects to one receiver, that do not get on: the parked ones first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Lanes {
    pub total: usize,
    pub lanes: Vec<StuckLane>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StuckLane {
    pub entity: Name,
    pub lane: String,
    pub state: LaneState,
    /// Of the event whose effect comes next.
    pub position: u64,
    pub since: Option<String>,
    pub cause: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LaneState {
    /// Until an operator says `retry` or `skip`.
    Parked,
    /// Tried again and again by itself.
    Waiting,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Serve {
    pub entity: Name,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resume {
    pub entity: Name,
    pub lane: String,
    pub order: LaneOrder,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Resumed {}

pub async fn list_parked(api: &Api, _: List) -> Result<ParkedEntities, Problem> {
    let parked = api.node().parked().await.map_err(refused)?;
    let mut parked: Vec<_> = parked.into_iter().filter(|parked| parked.lane.is_none()).map(entity).collect();
    let total = parked.len();
    parked.truncate(LISTED_MAX);
    Ok(ParkedEntities { total, parked })
}

pub async fn serve(api: &Api, serve: Serve) -> Result<Resumed, Problem> {
    let key = serve.entity.key(api).await?;
    let parked = api.node().parked().await.map_err(refused)?;
    if !parked.iter().any(|parked| parked.entity == key && parked.lane.is_none()) {
        return Err(Problem::new("not_found", "this entity is not parked; `lyceum entities parked` shows which are"));
    }
    api.node().unpark(&key).await.map_err(refused)?;
    Ok(Resumed {})
}

pub async fn list_lanes(api: &Api, _: List) -> Result<Lanes, Problem> {
    let parked = api.node().parked().await.map_err(refused)?;
    let mut lanes: Vec<StuckLane> = parked.into_iter().filter_map(parked_lane).collect();
    for stuck in api.node().stuck_lanes().await.map_err(refused)? {
        lanes.push(StuckLane {
            entity: Name { organization: stuck.organization.to_string(), kind: stuck.kind, id: stuck.id },
            lane: stuck.lane,
            state: LaneState::Waiting,
            position: stuck.position,
            since: Some(time(stuck.since_ms)),
            cause: short(stuck.cause),
        });
    }
    let total = lanes.len();
    lanes.truncate(LISTED_MAX);
    Ok(Lanes { total, lanes })
}

pub async fn resume(api: &Api, resume: Resume) -> Result<Resumed, Problem> {
    let key = resume.entity.key(api).await?;
    match api.node().resume_lane(key, &resume.lane, resume.order).await {
        Ok(()) => Ok(Resumed {}),
        Err(AskError::Rejected { .. }) => {
            Err(Problem::new("not_found", "this lane is not parked; `lyceum effects list` shows which are"))
        }
        Err(error) => Err(refused(error)),
    }
}

/// Operators read the cause itself.
pub(super) fn refused(error: AskError) -> Problem {
    match error {
        AskError::Unavailable { cause, .. } => Problem::new("unavailable", cause),
        error => problem(error),
    }
}

fn entity(parked: placement::Parked) -> ParkedEntity {
    let placement::Parked { entity, position, since_ms, cause, .. } = parked;
    ParkedEntity { entity: Name::of(&entity), position, since: since_ms.map(time), cause: short(cause) }
}

fn parked_lane(parked: placement::Parked) -> Option<StuckLane> {
    let placement::Parked { entity, lane, position, since_ms, cause } = parked;
    let (entity, state): (&EntityKey, _) = (&entity, LaneState::Parked);
    Some(StuckLane { entity: Name::of(entity), lane: lane?, state, position, since: since_ms.map(time), cause: short(cause) })
}

fn short(mut cause: String) -> String {
    cause.truncate(cause.floor_char_boundary(CAUSE_MAX));
    cause
}
