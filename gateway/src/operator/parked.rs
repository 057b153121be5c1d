//! What cannot go on by itself, and an operator's word that it may.

use lyceum_cluster::{AskError, LaneOrder};
use lyceum_storage::{EntityKey, Kind, placement};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

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
pub struct ListParked {}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Listed {
    pub total: usize,
    pub parked: Vec<Parked>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Parked {
    pub entity: Name,
    pub lane: Option<String>,
    /// Of the event that cannot be applied, or of the lane's first undelivered effect.
    pub position: u64,
    pub cause: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    pub organization: Uuid,
    pub kind: String,
    pub id: Uuid,
}

/// `lane` and `order` together, or neither: then the entity itself is served again.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resume {
    pub entity: Name,
    pub lane: Option<(String, LaneOrder)>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Resumed {}

pub async fn list_parked(api: &Api, _: ListParked) -> Result<Listed, Problem> {
    let parked = api.node().parked().await.map_err(refused)?;
    Ok(Listed { total: parked.len(), parked: parked.into_iter().take(LISTED_MAX).map(shown).collect() })
}

pub async fn resume(api: &Api, resume: Resume) -> Result<Resumed, Problem> {
    let Name { organization, kind, id } = resume.entity;
    if !(1..24).contains(&kind.len()) {
        return Err(Problem::new(
            "not_found",
            format!("no entity is of the kind {kind}; `lyceum parked list` shows what is parked"),
        ));
    }
    let entity = EntityKey { organization, kind: Kind::new(&kind), id };
    let nothing = || Problem::new("not_found", "nothing of this name is parked; `lyceum parked list` shows what is");
    match resume.lane {
        Some((lane, order)) => match api.node().resume_lane(entity, &lane, order).await {
            Err(AskError::Rejected { .. }) => return Err(nothing()),
            answer => answer.map_err(refused)?,
        },
        None if api
            .node()
            .parked()
            .await
            .map_err(refused)?
            .iter()
            .any(|parked| parked.entity == entity && parked.lane.is_none()) =>
        {
            api.node().unpark(&entity).await.map_err(refused)?;
        }
        None => return Err(nothing()),
    }
    Ok(Resumed {})
}

/// Operators read the cause itself.
fn refused(error: AskError) -> Problem {
    match error {
        AskError::Unavailable { cause, .. } => Problem::new("unavailable", cause),
        error => problem(error),
    }
}

fn shown(parked: placement::Parked) -> Parked {
    let EntityKey { organization, kind, id } = parked.entity;
    let mut cause = parked.cause;
    cause.truncate(cause.floor_char_boundary(CAUSE_MAX));
    let entity = Name { organization, kind: kind.as_str().to_owned(), id };
    Parked { entity, lane: parked.lane, position: parked.position, cause }
}
