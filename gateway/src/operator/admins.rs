//! Somebody becomes an administrator by the operator's word: the way back when an organization has none.

use lyceum_cluster::Request;
use lyceum_domain::{
    core::{Actor, EntityId, Role},
    user::GrantRole,
};
use serde::{Deserialize, Serialize};

use crate::{api::Api, problem::Problem};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appoint {
    pub slug: String,
    pub email: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Appointed {
    /// The organization's, as people read it.
    pub organization: String,
}

/// An administrator already stays one.
pub async fn appoint(api: &Api, appoint: Appoint) -> Result<Appointed, Problem> {
    let place = api.organization(&appoint.slug).await?;
    let nobody = || Problem::new("not_found", "nobody here has this address; whoever is to be an administrator signs up first");
    let user = api.holder(place.id, api.email_entity(place.id, &appoint.email)).await?.ok_or_else(nobody)?;
    api.ask(Request::new(place.id, Actor::Operator), EntityId(user), GrantRole { role: Role::Admin }).await?;
    Ok(Appointed { organization: place.name.clone() })
}
