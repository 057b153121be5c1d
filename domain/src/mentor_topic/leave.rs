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
        let counted = state.mentors.contains_key(&self.mentor);
        Ok((if counted { vec![Event::Left { mentor: self.mentor }] } else { vec![] }, ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::{Entity, EntityId, OrganizationId, RowChange, Rows, UserId, Words, testing::*},
        mentor_topic::{Topic, TopicRow},
    };

    fn joined(mentor: UserId) -> Event {
        let topic = Topic::Named { id: EntityId(id(1)), name: sealed(mentor, 1, 0, "Physics") };
        Event::Joined { topic, mentor }
    }

    fn row_after(events: &[Event]) -> (Vec<u8>, RowChange) {
        let state: MentorTopic = given(events.to_vec()).state;
        let mut rows = Rows::new(OrganizationId::default(), id(1).into(), events.len() as u64);
        state.rows(events.last().unwrap(), &mut rows);
        let row = rows.changes.remove(0);
        (row.sort, row.change)
    }

    #[test]
    fn the_last_to_leave_takes_the_topic_off_the_list() {
        let left = Event::Left { mentor: MENTOR };
        given([joined(MENTOR)]).when(Leave { mentor: MENTOR }).then([left.clone()]);
        assert_eq!(row_after(&[joined(MENTOR), left]), (id(1).as_bytes().to_vec(), RowChange::Delete));
        given([]).when(Leave { mentor: MENTOR }).nothing();
    }

    #[test]
    fn one_listed_by_an_early_event_leaves_its_early_place() {
        let joined = Event::Joined { topic: "Physics".into(), mentor: MENTOR };
        assert_eq!(row_after(&[joined, Event::Left { mentor: MENTOR }]), (b"physics".to_vec(), RowChange::Delete));
    }

    #[test]
    fn a_topic_is_written_as_somebody_writes_it_who_still_offers_it() {
        let (_, change) = row_after(&[joined(MENTOR), joined(STRANGER), Event::Left { mentor: MENTOR }]);
        let RowChange::Put(row) = change else { panic!("{change:?}") };
        let row: TopicRow = ciborium::from_reader(&row[..]).unwrap();
        assert_eq!((row.topic.person(), row.mentors), (Some(STRANGER), 1));
        assert!(matches!(row.topic, Words::Sealed(_)));
    }
}
