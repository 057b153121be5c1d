use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Event, Mentor, Rejection};
use crate::core::{At, Command, Decision};

/// Sessions kept to tell a rating that comes again.
pub const RATED_KEPT: usize = 256;

/// A session was rated. The same session counts once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AddRating {
    pub session: Uuid,
    pub stars: u8,
}

impl Command for AddRating {
    const NAME: &'static str = "add_rating";
    type Entity = Mentor;
    type Reply = ();

    fn decide(self, state: &Mentor, at: &At) -> Decision<Self> {
        if !at.is_system() {
            return Err(Rejection::Forbidden);
        }
        if state.card.is_none() {
            return Err(Rejection::NotFound);
        }
        if !(1..=5).contains(&self.stars) {
            return Err(Rejection::Stars);
        }
        if state.rated.contains(&self.session) {
            return Ok((vec![], ()));
        }
        Ok((vec![Event::Rated { session: self.session, stars: self.stars }], ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::testing::*,
        mentor::{Rating, create::tests::created},
    };

    #[test]
    fn a_session_counts_once() {
        let rate = AddRating { session: id(9), stars: 4 };
        let rated = Event::Rated { session: id(9), stars: 4 };
        given([created(&["Art"])]).when(rate.clone()).then([rated.clone()]);
        given([created(&["Art"]), rated.clone()]).when(rate.clone()).nothing();
        let state: Mentor = given([created(&["Art"]), rated]).state;
        assert_eq!(state.card.unwrap().rating, Rating { sum: 4, count: 1 });
        given([created(&["Art"])]).by(STUDENT).when(rate).refused("forbidden");
    }

    #[test]
    fn what_is_no_rating_is_refused() {
        given([created(&["Art"])]).when(AddRating { session: id(9), stars: 6 }).refused("stars_invalid");
        given([]).when(AddRating { session: id(9), stars: 5 }).refused("not_found");
    }

    #[test]
    fn memory_of_rated_sessions_is_bounded_and_the_count_is_not() {
        let many = (0..300).map(|n| Event::Rated { session: id(n), stars: 5 });
        let state: Mentor = given([created(&["Art"])].into_iter().chain(many)).state;
        assert_eq!((state.rated.len(), state.card.unwrap().rating.count), (RATED_KEPT, 300));
    }
}
