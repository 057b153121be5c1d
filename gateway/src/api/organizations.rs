//! Organizations by the name in their links.

use std::time::Duration;

use lyceum_cluster::Request;
use lyceum_domain::{
    core::{Actor, EntityId, OrganizationId},
    organization::{self, SLUG},
    reservation::{self, INSTALLATION},
};
use moka::sync::Cache;
use uuid::Uuid;

use super::Api;
use crate::problem::Problem;

pub(super) struct Organizations {
    by_slug: Cache<String, OrganizationId>,
    by_id: Cache<OrganizationId, Place>,
}

/// Organizations remembered, and how late a new name is seen at most.
const REMEMBERED: u64 = 1000;
const FRESH: Duration = Duration::from_secs(30);

/// An organization as everybody may know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub id: OrganizationId,
    pub slug: String,
    pub name: String,
}

impl Default for Organizations {
    fn default() -> Self {
        Self {
            by_slug: Cache::builder().max_capacity(REMEMBERED).time_to_live(FRESH).build(),
            by_id: Cache::builder().max_capacity(REMEMBERED).time_to_live(FRESH).build(),
        }
    }
}

impl Organizations {
    /// How many are remembered, and how many may be.
    pub fn remembered(&self) -> (u64, u64) {
        (self.by_id.entry_count(), REMEMBERED)
    }
}

impl Api {
    /// The organization of a path; 404 where there is none.
    pub async fn organization(&self, slug: &str) -> Result<Place, Problem> {
        let missing = || Problem::new("not_found", "there is no organization of this name");
        let slug = organization::slug(slug).ok_or_else(missing)?;
        if let Some(id) = self.organizations().by_slug.get(&slug) {
            return self.place(id).await;
        }
        let book = reservation::entity_id(self.reservations(), INSTALLATION, SLUG, &slug);
        let shown = self.ask(Request::system(INSTALLATION), book, reservation::Show).await?;
        let holder = shown.holder.filter(|_| shown.confirmed).ok_or_else(missing)?;
        self.place(OrganizationId(holder)).await
    }

    /// The organization of a token.
    pub async fn place(&self, id: OrganizationId) -> Result<Place, Problem> {
        if let Some(place) = self.organizations().by_id.get(&id) {
            return Ok(place);
        }
        let request = Request::new(id, Actor::Anonymous);
        let profile = self.ask(request, EntityId(id.0), organization::Show).await?.value;
        let place = Place { id, slug: profile.slug, name: profile.name };
        self.organizations().by_slug.insert(place.slug.clone(), id);
        self.organizations().by_id.insert(id, place.clone());
        Ok(place)
    }

    /// The reservation of an email, which finds its account. An address that cannot be one has a place too, held by nobody.
    pub fn email_entity(&self, organization: OrganizationId, email: &str) -> EntityId {
        let address = lyceum_domain::user::email::normalize(email).unwrap_or_default();
        reservation::entity_id(self.reservations(), organization, lyceum_domain::user::EMAIL, &address)
    }

    /// Who signs in with this email.
    pub async fn holder(&self, organization: OrganizationId, email: EntityId) -> Result<Option<Uuid>, Problem> {
        let shown = self.ask(Request::system(organization), email, reservation::Show).await?;
        Ok(shown.holder)
    }
}
