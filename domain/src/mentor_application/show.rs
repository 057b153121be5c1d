use serde::{Deserialize, Serialize};

use super::{ApplicationRow, MentorApplication, Rejection};
use crate::core::{At, Command, Decision, Role, Seen, UserId};

/// The application for its applicant and for administrators.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Show;

impl Command for Show {
    const NAME: &'static str = "show";
    type Entity = MentorApplication;
    type Reply = Seen<ApplicationRow>;

    fn decide(self, state: &MentorApplication, at: &At) -> Decision<Self> {
        let may = at.has(Role::Admin) || at.is_user(UserId(at.entity.0));
        let card = state.card.as_ref().filter(|_| may).ok_or(Rejection::NotFound)?;
        Ok((vec![], Seen::new(at, card.clone())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{core::testing::*, mentor_application::apply::tests::applied};

    #[test]
    fn the_applicant_and_administrators_see_it() {
        for person in [SELF, ADMIN] {
            assert_eq!(given([applied()]).by(person).when(Show).nothing().value.applicant, SELF);
        }
        given([applied()]).by(STRANGER).when(Show).refused("not_found");
        given([]).by(SELF).when(Show).refused("not_found");
    }
}
