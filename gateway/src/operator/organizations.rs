//! Founding an organization with its first admin.

use lyceum_cluster::Request;
use lyceum_domain::{
    core::{Actor, Duration, EntityId, OrganizationId, Role, UserId, ids::derive},
    organization::{self, Create, SLUG},
    reservation::{self, Claim, Confirm, INSTALLATION},
    user::{GrantRole, email},
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::{Reset, reset};
use crate::{
    accounts::{Newcomer, Standing, register},
    api::Api,
    problem::Problem,
};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Founding {
    pub slug: String,
    pub name: String,
    pub zone: String,
    pub admin_email: String,
    pub admin_name: String,
    /// Absent: the answer has a link by which the admin sets one.
    pub admin_password: Option<Hidden>,
}

/// Read from JSON, shown nowhere.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hidden(pub String);

impl std::fmt::Debug for Hidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Founded {
    pub slug: String,
    pub url: String,
    pub reset_url: Option<String>,
}

/// Done again after a crash in between, it goes on where it was.
pub async fn found(api: &Api, founding: Founding) -> Result<Founded, Problem> {
    let slug = organization::slug(&founding.slug)
        .ok_or_else(|| Problem::new("slug_invalid", "a slug has 2 to 40 lower-case letters, digits and inner hyphens"))?;
    if email::normalize(&founding.admin_email).is_none() {
        return Err(Problem::new("email_invalid", "the admin's address is not one; write one like name@example.org"));
    }
    let password = founding.admin_password.map(|password| SecretString::from(password.0));
    if let Some(password) = &password {
        api.passwords().rule(password, &[&founding.admin_email, &founding.name], "/admin_password").await?;
    }
    let key = api.reservations();
    let id = OrganizationId(derive(key, &[b"organization", slug.as_bytes()]));
    let book = reservation::entity_id(key, INSTALLATION, SLUG, &slug);
    let installation = || Request::new(INSTALLATION, Actor::Operator);
    if api.ask(installation(), book, reservation::Show).await?.confirmed {
        return Err(Problem::new("taken", "there is an organization of this name already"));
    }
    api.ask(installation(), book, Claim { holder: id.0, until: api.now() + Duration::from_mins(10) }).await?;
    let operator = || Request::new(id, Actor::Operator);
    let create = Create { slug: slug.clone(), name: founding.name, zone: founding.zone.clone() };
    api.ask(operator(), EntityId(id.0), create).await?;
    let admin = UserId(derive(key, &[b"first_admin", id.0.as_bytes()]));
    let newcomer = Newcomer {
        id: admin,
        email: &founding.admin_email,
        display_name: &founding.admin_name,
        zone: &founding.zone,
        password: password.clone().unwrap_or_else(|| SecretString::from(uuid::Uuid::new_v4().to_string())),
    };
    match register(api, operator(), newcomer).await? {
        Standing::Active => {}
        Standing::Pending => return Err(Problem::new("unavailable", "the admin's account is not ready yet; run this again")),
        Standing::Refused => return Err(Problem::new("taken", "the admin's address is taken")),
        Standing::Ended => {
            return Err(Problem::new(
                "taken",
                "the first admin's account was deleted; name another with `lyceum organization admin`",
            ));
        }
    }
    api.ask(operator(), admin, GrantRole { role: Role::Admin }).await?;
    // last, so that a half-made organization cannot be reached and is finished by doing this again
    api.ask(installation(), book, Confirm { holder: id.0 }).await?;
    let reset_url = match password {
        Some(_) => None,
        None => Some(reset(api, Reset { slug: slug.clone(), email: founding.admin_email }).await?.url),
    };
    Ok(Founded { url: format!("{}/o/{slug}", api.config().base()), slug, reset_url })
}
