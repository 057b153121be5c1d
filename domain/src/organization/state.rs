use serde::{Deserialize, Serialize};

use crate::core::{Entity, TextError, Timestamp};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    pub(super) profile: Option<Profile>,
}

/// What everybody may know of an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub slug: String,
    pub name: String,
    /// IANA zone of its calendars.
    pub zone: String,
    pub created_at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    Created(Profile),
    Updated { name: String, zone: String },
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("there is no such organization")]
    NotFound,
    #[error("only an administrator may do this")]
    Forbidden,
    #[error("a name in links has 2 to 40 lower-case letters, digits and inner hyphens; choose such a name")]
    Slug,
    #[error("there is no such time zone; use an IANA name like Asia/Colombo")]
    Zone,
    #[error(transparent)]
    Text(#[from] TextError),
}

impl crate::core::Rejection for Rejection {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Forbidden => "forbidden",
            Self::Slug => "slug_invalid",
            Self::Zone => "zone_unknown",
            Self::Text(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Text(error) => Some(error.field()),
            Self::Zone => Some("zone"),
            _ => None,
        }
    }
}

impl Entity for Organization {
    const KIND: &'static str = "organization";
    const STATE: u32 = 1;
    type Event = Event;
    type Rejection = Rejection;

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Created(profile) => self.profile = Some(profile.clone()),
            Event::Updated { name, zone } => {
                if let Some(profile) = &mut self.profile {
                    profile.name.clone_from(name);
                    profile.zone.clone_from(zone);
                }
            }
        }
    }
}
