use serde::{Deserialize, Serialize};

use super::{Event, MentorApplication, Rejection};
use crate::core::{At, Command, Decision, UserId};

/// The applicant's account has ended: there is no application any more. None there it stays so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Erase;

impl Command for Erase {
    const NAME: &'static str = "erase";
    type Entity = MentorApplication;
    type Reply = ();

    fn decide(self, state: &MentorApplication, at: &At) -> Decision<Self> {
        if !at.is_system() {
            return Err(Rejection::Forbidden);
        }
        let erased = state.card.as_ref().map(|_| Event::Erased { applicant: UserId(at.entity.0) });
        Ok((erased.into_iter().collect(), ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::{Entity, OrganizationId, RowChange, Rows, testing::*},
        mentor_application::{Approve, Show, apply::tests::applied},
    };

    #[test]
    fn an_application_goes_with_its_applicant() {
        let erased = Event::Erased { applicant: SELF };
        given([applied()]).when(Erase).then([erased.clone()]);
        given([applied(), erased.clone()]).when(Erase).nothing();
        given([applied(), erased.clone()]).by(ADMIN).when(Show).refused("not_found");
        given([applied(), erased.clone()]).by(ADMIN).when(Approve).refused("not_found");
        let state: MentorApplication = given([applied(), erased.clone()]).state;
        let mut rows = Rows::new(OrganizationId::default(), SELF.into(), 2);
        state.rows(&erased, &mut rows);
        assert!(rows.changes.len() == 2 && rows.changes.iter().all(|row| row.change == RowChange::Delete));
        given([applied()]).by(ADMIN).when(Erase).refused("forbidden");
    }
}
