use serde::{Deserialize, Serialize};

use super::{Event, Organization, Profile, Rejection, slug};
use crate::core::{At, Command, Decision, text};

/// Founds the organization, by the operator, after its slug was claimed. Founded already it stays as it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Create {
    pub slug: String,
    pub name: String,
    pub zone: String,
}

impl Command for Create {
    const NAME: &'static str = "create";
    type Entity = Organization;
    type Reply = ();

    fn decide(self, state: &Organization, at: &At) -> Decision<Self> {
        if !at.is_system() {
            return Err(Rejection::Forbidden);
        }
        if state.profile.is_some() {
            return Ok((vec![], ()));
        }
        let slug = slug(&self.slug).ok_or(Rejection::Slug)?;
        let name = text::line("name", &self.name, 120)?;
        let zone = text::zone(&self.zone).ok_or(Rejection::Zone)?;
        Ok((vec![Event::Created(Profile { slug, name, zone, created_at: at.now })], ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::{Actor, testing::*};

    fn create() -> Create {
        Create { slug: "royal".into(), name: "Royal College".into(), zone: "Asia/Colombo".into() }
    }

    fn created() -> Event {
        Event::Created(Profile {
            slug: "royal".into(),
            name: "Royal College".into(),
            zone: "Asia/Colombo".into(),
            created_at: NOW,
        })
    }

    #[test]
    fn the_operator_founds_it_once() {
        given([]).by_actor(Actor::Operator).when(create()).then([created()]);
        given([created()]).by_actor(Actor::Operator).when(create()).nothing();
    }

    #[test]
    fn nobody_else_founds_one() {
        given([]).by(ADMIN).when(create()).refused("forbidden");
    }

    #[test]
    fn the_name_in_links_and_the_zone_are_checked() {
        given([]).when(Create { slug: "no spaces".into(), ..create() }).refused("slug_invalid");
        given([]).when(Create { zone: "Mars/Olympus".into(), ..create() }).refused("zone_unknown");
        given([]).when(Create { name: " ".into(), ..create() }).refused("text_empty");
    }
}
