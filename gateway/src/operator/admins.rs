//! Somebody becomes an administrator by the operator's word, or is none any more: the way back when an organization has none, or the wrong one.

use jiff::Timestamp;
use lyceum_cluster::Request;
use lyceum_domain::{
    core::{Actor, OrganizationId, Role, UserId},
    user::{GrantRole, Profile, RevokeRole, ShowProfile},
};
use serde::{Deserialize, Serialize};

use super::people::people;
use crate::{
    api::{Api, Place},
    problem::Problem,
};

/// Whom it is about.
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
    /// What they call themselves.
    pub display_name: String,
    /// The day in UTC.
    pub signed_up_on: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Dismissed {
    pub organization: String,
    /// Whether anybody else is an administrator.
    pub has_others: bool,
}

/// An administrator already stays one.
pub async fn appoint(api: &Api, appoint: Appoint) -> Result<Appointed, Problem> {
    let (place, profile) = who(api, &appoint).await?;
    api.ask(operator(&place), profile.id, GrantRole { role: Role::Admin }).await?;
    let display_name = api.keys(place.id, &[profile.id]).await?.open(&profile.display_name).unwrap_or_default();
    let day = Timestamp::from_millisecond(profile.registered_at.0).unwrap_or_default().strftime("%F").to_string();
    Ok(Appointed { organization: place.name, display_name, signed_up_on: day })
}

/// Whoever is none stays none.
pub async fn dismiss(api: &Api, dismiss: Appoint) -> Result<Dismissed, Problem> {
    let (place, profile) = who(api, &dismiss).await?;
    api.ask(operator(&place), profile.id, RevokeRole { role: Role::Admin }).await?;
    let has_others = has_others(api, place.id, profile.id).await?;
    Ok(Dismissed { organization: place.name, has_others })
}

fn operator(place: &Place) -> Request {
    Request::new(place.id, Actor::Operator)
}

async fn who(api: &Api, Appoint { slug, email }: &Appoint) -> Result<(Place, Profile), Problem> {
    let place = api.organization(slug).await?;
    let nobody = || Problem::new("not_found", "nobody here has this address; whoever is to be an administrator signs up first");
    let user = UserId(api.holder(place.id, api.email_entity(place.id, email)).await?.ok_or_else(nobody)?);
    match api.ask(operator(&place), user, ShowProfile).await {
        Ok(seen) => Ok((place, seen.value)),
        // an account that is not ready yet
        Err(problem) if problem.code() == "not_found" => Err(nobody()),
        Err(problem) => Err(problem),
    }
}

async fn has_others(api: &Api, organization: OrganizationId, but: UserId) -> Result<bool, Problem> {
    let mut cursor = None;
    loop {
        let (page, next) = people(api, organization, cursor.as_deref()).await?;
        if page.iter().any(|row| row.value.id != but && row.value.roles.contains(&Role::Admin)) {
            return Ok(true);
        }
        if next.is_none() {
            return Ok(false);
        }
        cursor = next;
    }
}
