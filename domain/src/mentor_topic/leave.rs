use serde::{Deserialize, Serialize};

use super::{Event, MentorTopic, Rejection};
use crate::core::{At, Command, Decision, UserId};

/// A mentor gives this topic up. Not counted they stay so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Leave {
    pub mentor: UserId,
}

impl Command for Leave {
    const NAME: &'static str = "leave";
    type Entity = MentorTopic;
    type Reply = ();

    fn decide(self, state: &MentorTopic, at: &At) -> Decision<Self> {
        if !at.is_system() {
            return Err(Rejection::Forbidden);
        }
        let counted = state.mentors.contains(&self.mentor);
        Ok((if counted { vec![Event::Left { mentor: self.mentor }] } else { vec![] }, ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::{Entity, OrganizationId, RowChange, Rows, testing::*},
        mentor_topic::sort,
    };

    #[test]
    fn the_last_to_leave_takes_the_topic_off_the_list() {
        let joined = Event::Joined { topic: "Physics".into(), mentor: MENTOR };
        let left = Event::Left { mentor: MENTOR };
        given([joined.clone()]).when(Leave { mentor: MENTOR }).then([left.clone()]);
        let state: MentorTopic = given([joined, left.clone()]).state;
        let mut rows = Rows::new(OrganizationId::default(), id(1).into(), 2);
        state.rows(&left, &mut rows);
        assert_eq!((rows.changes[0].sort.clone(), &rows.changes[0].change), (sort("physics"), &RowChange::Delete));
        given([]).when(Leave { mentor: MENTOR }).nothing();
    }
}
