use serde::{Deserialize, Serialize};

use super::{Event, Mentor, Rejection};
use crate::core::{At, Command, Decision, UserId};

/// The person's account has ended: they leave the directory for good. Erased already they stay so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Erase;

impl Command for Erase {
    const NAME: &'static str = "erase";
    type Entity = Mentor;
    type Reply = ();

    fn decide(self, state: &Mentor, at: &At) -> Decision<Self> {
        if !at.is_system() {
            return Err(Rejection::Forbidden);
        }
        if state.erased {
            return Ok((vec![], ()));
        }
        let card = state.card.as_ref();
        let topics = state.listed().map_or(vec![], |card| card.topics.clone());
        Ok((vec![Event::Erased { id: UserId(at.entity.0), topics, since: card.map(|card| card.since) }], ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::{Entity, OrganizationId, RowChange, Rows, testing::*},
        mentor::{Create, Describe, create::tests::created},
    };

    fn erased() -> Event {
        Event::Erased { id: SELF, topics: vec!["Art".into()], since: Some(NOW) }
    }

    #[test]
    fn an_erased_mentor_is_in_no_list_and_never_comes_back() {
        given([created(&["Art"])]).when(Erase).then([erased()]);
        let gone = || given([created(&["Art"]), erased()]);
        gone().when(Erase).nothing();
        gone().when(Create { topics: vec!["Art".into()], headline: sealed(SELF, 1, 0, "I teach") }).nothing();
        gone().when(Describe { display_name: sealed(SELF, 1, 1, "Ada"), picture: None }).nothing();
        let state: Mentor = gone().state;
        assert_eq!(state, Mentor { erased: true, ..Mentor::default() });
        let mut rows = Rows::new(OrganizationId::default(), SELF.into(), 2);
        state.rows(&erased(), &mut rows);
        assert_eq!(rows.changes.iter().filter(|row| row.change == RowChange::Delete).count(), 2, "of all, and of the topic");
    }

    #[test]
    fn one_who_never_was_a_mentor_is_none_later_either() {
        given([]).when(Erase).then([Event::Erased { id: SELF, topics: vec![], since: None }]);
        given([]).by(SELF).when(Erase).refused("forbidden");
    }
}
