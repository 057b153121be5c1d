use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{TOPICS, TopicRow, partition, sort};
use crate::core::{Entity, Rows, UserId};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MentorTopic {
    pub(super) topic: String,
    pub(super) mentors: BTreeSet<UserId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    Joined { topic: String, mentor: UserId },
    Left { mentor: UserId },
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("only the platform itself counts mentors")]
    Forbidden,
    #[error("this topic counts as many mentors as it can")]
    Full,
}

impl crate::core::Rejection for Rejection {
    fn code(&self) -> &'static str {
        match self {
            Self::Forbidden => "forbidden",
            Self::Full => "topic_full",
        }
    }
}

impl Entity for MentorTopic {
    const KIND: &'static str = "mentor_topic";
    const STATE: u32 = 1;
    type Event = Event;
    type Rejection = Rejection;

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Joined { topic, mentor } => {
                if self.mentors.is_empty() {
                    self.topic.clone_from(topic);
                }
                self.mentors.insert(*mentor);
            }
            Event::Left { mentor } => {
                self.mentors.remove(mentor);
            }
        }
    }

    fn rows(&self, _: &Event, out: &mut Rows) {
        if self.mentors.is_empty() {
            return out.delete(TOPICS, &partition(), &sort(&self.topic));
        }
        let mentors = u32::try_from(self.mentors.len()).unwrap_or(u32::MAX);
        out.put(TOPICS, &partition(), &sort(&self.topic), &TopicRow { topic: self.topic.clone(), mentors });
    }
}
