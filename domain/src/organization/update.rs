use serde::{Deserialize, Serialize};

use super::{Event, Organization, Rejection};
use crate::core::{At, Command, Decision, Role, text};

/// An administrator changes what is given.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Update {
    pub name: Option<String>,
    pub zone: Option<String>,
}

impl Command for Update {
    const NAME: &'static str = "update";
    type Entity = Organization;
    type Reply = ();

    fn decide(self, state: &Organization, at: &At) -> Decision<Self> {
        let profile = state.profile.as_ref().ok_or(Rejection::NotFound)?;
        if !at.has(Role::Admin) {
            return Err(Rejection::Forbidden);
        }
        let name = self.name.map_or(Ok(profile.name.clone()), |name| text::line("name", &name, 120))?;
        let zone = self.zone.map_or(Some(profile.zone.clone()), |zone| text::zone(&zone)).ok_or(Rejection::Zone)?;
        let same = name == profile.name && zone == profile.zone;
        Ok((if same { vec![] } else { vec![Event::Updated { name, zone }] }, ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{core::testing::*, organization::Profile};

    fn created() -> Event {
        Event::Created(Profile { slug: "royal".into(), name: "Royal".into(), zone: "UTC".into(), created_at: NOW })
    }

    fn rename(name: &str) -> Update {
        Update { name: Some(name.into()), zone: None }
    }

    #[test]
    fn an_administrator_renames_it() {
        let updated = Event::Updated { name: "Royal College".into(), zone: "UTC".into() };
        given([created()]).by(ADMIN).when(rename("Royal College")).then([updated]);
        given([created()]).by(ADMIN).when(rename("Royal")).nothing();
    }

    #[test]
    fn others_do_not() {
        given([created()]).by(STUDENT).when(rename("Mine")).refused("forbidden");
        given([]).by(ADMIN).when(rename("Mine")).refused("not_found");
    }
}
