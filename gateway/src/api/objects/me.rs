use lyceum_domain::{
    core::{PersonKeys, Role},
    user,
};
use poem_openapi::{Enum, Object};
use uuid::Uuid;

use super::mirror::mirror;
use crate::{
    api::{Place, pictures},
    problem::Problem,
};

/// What a person may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename = "Role", rename_all = "snake_case")]
pub enum RoleName {
    Student,
    Mentor,
    Admin,
}

mirror!(Role => RoleName { Student, Mentor, Admin });
mirror!(RoleName => Role { Student, Mentor, Admin });

/// An organization.
#[derive(Clone, Debug, Object)]
pub struct Organization {
    /// Its name in links.
    pub slug: String,
    pub name: String,
}

impl From<Place> for Organization {
    fn from(place: Place) -> Self {
        Self { slug: place.slug, name: place.name }
    }
}

/// One's own account.
#[derive(Clone, Debug, Object)]
pub struct Me {
    pub id: Uuid,
    pub email: String,
    pub display_name: String,
    pub bio: String,
    /// IANA time zone.
    pub zone: String,
    pub roles: Vec<RoleName>,
    pub picture_url: Option<String>,
    pub organization: Organization,
}

impl Me {
    pub fn of(me: &user::Me, keys: &PersonKeys, place: Place) -> Result<Self, Problem> {
        let profile = &me.profile;
        let bio = profile.bio.as_ref().map(|bio| keys.open(bio)).transpose().map_err(Problem::internal)?;
        Ok(Self {
            id: profile.id.0,
            email: keys.open(&me.email).map_err(Problem::internal)?,
            display_name: keys.open(&profile.display_name).map_err(Problem::internal)?,
            bio: bio.unwrap_or_default(),
            zone: profile.zone.clone(),
            roles: profile.roles.iter().copied().map(RoleName::from).collect(),
            picture_url: pictures::url(place.id, profile.id, profile.picture),
            organization: place.into(),
        })
    }
}
