use serde::{Deserialize, Serialize};

use super::{Profile, User};
use crate::core::{At, Command, Decision, Personal, Seen};

/// One's own account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ShowMe;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    pub email: Personal<String>,
    pub profile: Profile,
}

impl Command for ShowMe {
    const NAME: &'static str = "show_me";
    type Entity = User;
    type Reply = Seen<Me>;

    fn decide(self, state: &User, at: &At) -> Decision<Self> {
        let me = state.own(at)?.clone();
        Ok((vec![], Seen::new(at, me)))
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
    fn a_person_sees_their_own_account() {
        let seen = given(active([])).by(SELF).when(ShowMe).nothing();
        assert_eq!(keys().open(&seen.value.email).unwrap(), "ada@example.org");
        assert_eq!(seen.position, 3);
    }

    #[test]
    fn anothers_account_is_not_found_and_a_pending_one_not_ready() {
        given(active([])).by(STRANGER).when(ShowMe).refused("not_found");
        given(active([])).by(ADMIN).when(ShowMe).refused("not_found");
        given([registered()]).by(SELF).when(ShowMe).refused("account_pending");
    }
}
