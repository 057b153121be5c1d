use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{TOPICS, Topic, TopicRow, partition};
use crate::core::{Entity, Rows, UserId};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MentorTopic {
    /// The one that is shown, or was last.
    pub(super) topic: Option<Topic>,
    /// How each of them writes it.
    pub(super) mentors: BTreeMap<UserId, Topic>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    Joined { topic: Topic, mentor: UserId },
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
    const STATE: u32 = 2;
    type Event = Event;
    type Rejection = Rejection;

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Joined { topic, mentor } => {
                self.mentors.insert(*mentor, topic.clone());
            }
            Event::Left { mentor } => {
                self.mentors.remove(mentor);
            }
        }
        let shown = self.mentors.values().find(|topic| self.topic.as_ref() == Some(*topic));
        self.topic = shown.or_else(|| self.mentors.values().next()).cloned().or(self.topic.take());
    }

    fn rows(&self, _: &Event, out: &mut Rows) {
        let Some(topic) = &self.topic else { return };
        if self.mentors.is_empty() {
            return out.delete(TOPICS, &partition(), &topic.token());
        }
        let mentors = u32::try_from(self.mentors.len()).unwrap_or(u32::MAX);
        out.put(TOPICS, &partition(), &topic.token(), &TopicRow { topic: topic.name(), mentors });
    }
}
