use serde::{Deserialize, Serialize};

use super::{Organization, Profile, Rejection};
use crate::core::{At, Command, Decision, Seen};

/// What everybody may know, signed in or not.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Show;

impl Command for Show {
    const NAME: &'static str = "show";
    type Entity = Organization;
    type Reply = Seen<Profile>;

    fn decide(self, state: &Organization, at: &At) -> Decision<Self> {
        let profile = state.profile.clone().ok_or(Rejection::NotFound)?;
        Ok((vec![], Seen::new(at, profile)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::{Actor, testing::*};
    use crate::organization::Event;

    #[test]
    fn anybody_sees_it_with_its_position() {
        let profile = Profile { slug: "royal".into(), name: "Royal".into(), zone: "UTC".into(), created_at: NOW };
        let seen = given([Event::Created(profile.clone())]).by_actor(Actor::Anonymous).when(Show).nothing();
        assert_eq!(seen, Seen { position: 1, value: profile });
        given([]).when(Show).refused("not_found");
    }
}
