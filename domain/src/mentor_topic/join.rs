use serde::{Deserialize, Serialize};

use super::{Event, MentorTopic, Rejection, Topic};
use crate::core::{At, Command, Decision, UserId};

/// Mentors that a topic counts.
pub const MENTORS_MAX: usize = 10_000;

/// A mentor takes this topic. Counted already they stay so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Join {
    pub topic: Topic,
    pub mentor: UserId,
}

impl Command for Join {
    const NAME: &'static str = "join";
    type Entity = MentorTopic;
    type Reply = ();

    fn decide(self, state: &MentorTopic, at: &At) -> Decision<Self> {
        if !at.is_system() {
            return Err(Rejection::Forbidden);
        }
        if state.mentors.contains_key(&self.mentor) {
            return Ok((vec![], ()));
        }
        if state.mentors.len() >= MENTORS_MAX {
            return Err(Rejection::Full);
        }
        Ok((vec![Event::Joined { topic: self.topic, mentor: self.mentor }], ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::testing::*;

    #[test]
    fn a_mentor_counts_once() {
        let join = Join { topic: "Physics".into(), mentor: MENTOR };
        let joined = Event::Joined { topic: "Physics".into(), mentor: MENTOR };
        given([]).when(join.clone()).then([joined.clone()]);
        given([joined]).when(join.clone()).nothing();
        given([]).by(MENTOR).when(join).refused("forbidden");
    }
}
