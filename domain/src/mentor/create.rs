use serde::{Deserialize, Serialize};

use super::{Event, Mentor, Rejection};
use crate::{
    core::{At, Command, Decision, Personal, UserId},
    mentor_topic::Topic,
};

/// An approved application becomes a mentor, or a mentor's new topics and headline. As it is already it stays.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Create {
    pub topics: Vec<Topic>,
    pub headline: Personal<String>,
}

impl Command for Create {
    const NAME: &'static str = "create";
    type Entity = Mentor;
    type Reply = ();

    fn decide(self, state: &Mentor, at: &At) -> Decision<Self> {
        if !at.is_system() {
            return Err(Rejection::Forbidden);
        }
        if state.erased || state.listed().is_some_and(|card| card.topics == self.topics && card.headline == self.headline) {
            return Ok((vec![], ()));
        }
        let token = |topic: &Topic| topic.entity(at.organization);
        let kept = |topic: &Topic| self.topics.iter().any(|other| token(other) == token(topic));
        let before = state.listed().map_or(vec![], |card| card.topics.clone());
        let dropped = before.into_iter().filter(|topic| !kept(topic)).collect();
        // A mentor keeps their place in the directory: rows are found again by it.
        let since = state.card.as_ref().map_or(at.now, |card| card.since);
        let id = UserId(at.entity.0);
        Ok((vec![Event::Created { id, topics: self.topics, dropped, headline: self.headline, since }], ()))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::core::{Duration, testing::*};

    pub fn created(topics: &[&str]) -> Event {
        Event::Created {
            id: SELF,
            topics: topics.iter().map(|&topic| topic.into()).collect(),
            dropped: vec![],
            headline: sealed(SELF, 1, 0, "I teach"),
            since: NOW,
        }
    }

    fn create(topics: &[&str]) -> Create {
        let topics = topics.iter().map(|&topic| topic.into()).collect();
        Create { topics, headline: sealed(SELF, 1, 0, "I teach") }
    }

    #[test]
    fn an_approved_person_becomes_a_mentor_once() {
        given([]).when(create(&["Algebra"])).then([created(&["Algebra"])]);
        given([created(&["Algebra"])]).when(create(&["Algebra"])).nothing();
        given([]).by(SELF).when(create(&["Algebra"])).refused("forbidden");
    }

    #[test]
    fn new_topics_name_those_that_no_longer_count_and_keep_the_place() {
        let before = created(&["Algebra", "Physics"]);
        let (events, ()) = given([before]).after(Duration::from_days(1)).when(create(&["physics", "Art"])).taken();
        let Event::Created { dropped, since, .. } = &events[0] else { panic!("{events:?}") };
        assert_eq!((dropped.as_slice(), *since), (&["Algebra".into()][..], NOW));
    }
}
