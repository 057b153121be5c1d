//! How operators name an entity.

use lyceum_storage::EntityKey;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{api::Api, problem::Problem};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// Its id or its name in links.
    pub organization: String,
    pub kind: String,
    pub id: Uuid,
}

impl Name {
    pub fn of(key: &EntityKey) -> Self {
        Self { organization: key.organization.to_string(), kind: key.kind.as_str().to_owned(), id: key.id }
    }

    pub async fn key(&self, api: &Api) -> Result<EntityKey, Problem> {
        let organization = organization(api, &self.organization).await?;
        let kind = api.node().kind(&self.kind).ok_or_else(|| unknown_kind(api, &self.kind))?;
        Ok(EntityKey { organization, kind, id: self.id })
    }
}

/// An organization by its id or its name in links.
pub async fn organization(api: &Api, text: &str) -> Result<Uuid, Problem> {
    match Uuid::parse_str(text) {
        Ok(id) => Ok(id),
        Err(_) => Ok(api.organization(text).await?.id.0),
    }
}

pub fn unknown_kind(api: &Api, kind: &str) -> Problem {
    Problem::new("not_found", format!("no entity is of the kind `{kind}`; the kinds are {}", api.node().kinds().join(", ")))
}
