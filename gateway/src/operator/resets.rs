//! A link by which somebody sets a new password.

use lyceum_cluster::Request;
use lyceum_domain::{
    core::{Actor, EntityId},
    user::{RESET_TIME_MAX, SetReset},
};
use serde::{Deserialize, Serialize};

use crate::{api::Api, problem::Problem, reset::ResetToken};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reset {
    pub slug: String,
    pub email: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ResetLink {
    pub url: String,
}

pub async fn reset(api: &Api, reset: Reset) -> Result<ResetLink, Problem> {
    let place = api.organization(&reset.slug).await?;
    let email = api.email_entity(place.id, &reset.email);
    let nobody = || Problem::new("not_found", "nobody here has this address");
    let user = api.holder(place.id, email).await?.ok_or_else(nobody)?;
    let token = ResetToken::new(user);
    let set = SetReset { hash: token.hash(), until: api.now() + RESET_TIME_MAX };
    api.ask(Request::new(place.id, Actor::Operator), EntityId(user), set).await?;
    // behind `#`: browsers send it to nobody and no log has it
    Ok(ResetLink { url: format!("{}/o/{}/reset#{}", api.config().base(), place.slug, token.write()) })
}
