use serde::{Deserialize, Serialize};

use super::{Profile, Rejection, User};
use crate::core::{Actor, At, Command, Decision, Seen};

/// What everybody who is signed in may see of a person.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ShowProfile;

impl Command for ShowProfile {
    const NAME: &'static str = "show_profile";
    type Entity = User;
    type Reply = Seen<Profile>;

    fn decide(self, state: &User, at: &At) -> Decision<Self> {
        if at.actor == Actor::Anonymous {
            return Err(Rejection::NotFound);
        }
        let profile = state.active().map_err(|_| Rejection::NotFound)?.profile.clone();
        Ok((vec![], Seen::new(at, profile)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::testing::*,
        user::register::tests::{active, registered},
    };

    #[test]
    fn members_see_each_other_and_outsiders_nobody() {
        let seen = given(active([])).by(STRANGER).when(ShowProfile).nothing();
        assert_eq!(keys().open(&seen.value.display_name).unwrap(), "Ada Lovelace");
        given(active([])).by_actor(Actor::Anonymous).when(ShowProfile).refused("not_found");
    }

    #[test]
    fn an_account_that_is_not_active_is_not_there() {
        given([registered()]).by(STRANGER).when(ShowProfile).refused("not_found");
        given([]).by(STRANGER).when(ShowProfile).refused("not_found");
    }
}
