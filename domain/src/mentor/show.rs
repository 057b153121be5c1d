use serde::{Deserialize, Serialize};

use super::{Mentor, MentorRow, Rejection};
use crate::core::{Actor, At, Command, Decision, Seen};

/// The mentor as everybody who is signed in sees them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Show;

impl Command for Show {
    const NAME: &'static str = "show";
    type Entity = Mentor;
    type Reply = Seen<MentorRow>;

    fn decide(self, state: &Mentor, at: &At) -> Decision<Self> {
        let card = state.listed().filter(|_| at.actor != Actor::Anonymous).ok_or(Rejection::NotFound)?;
        Ok((vec![], Seen::new(at, card.clone())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{core::testing::*, mentor::create::tests::created};

    #[test]
    fn members_see_mentors_and_outsiders_nobody() {
        assert_eq!(given([created(&["Art"])]).by(STUDENT).when(Show).nothing().value.id, SELF);
        given([created(&["Art"])]).by_actor(Actor::Anonymous).when(Show).refused("not_found");
        given([]).by(STUDENT).when(Show).refused("not_found");
    }
}
