use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{DIRECTORY, MentorRow, RATED_KEPT, Rating, all_partition, sort, topic_partition};
use crate::{
    core::{Effects, Entity, Personal, Rows, Timestamp, UserId, personal::SealError},
    mentor_topic::{self, Topic},
};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mentor {
    pub(super) card: Option<MentorRow>,
    pub(super) retired: bool,
    /// The account may tell its name before the approval arrives.
    pub(super) display_name: Option<Personal<String>>,
    pub(super) picture: Option<Uuid>,
    /// Sessions that rated lately, so that one that comes again counts once.
    pub(super) rated: VecDeque<Uuid>,
    /// For good.
    #[serde(default)]
    pub(super) erased: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Also when somebody is approved anew; `dropped` are topics of before that no longer count.
    Created {
        id: UserId,
        topics: Vec<Topic>,
        dropped: Vec<Topic>,
        headline: Personal<String>,
        since: Timestamp,
    },
    Described {
        display_name: Personal<String>,
        picture: Option<Uuid>,
    },
    Retired {
        id: UserId,
        topics: Vec<Topic>,
    },
    Rated {
        session: Uuid,
        stars: u8,
    },
    /// `topics` where they were listed, `since` when.
    Erased {
        id: UserId,
        topics: Vec<Topic>,
        since: Option<Timestamp>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("there is no such mentor")]
    NotFound,
    #[error("only the platform itself changes mentors")]
    Forbidden,
    #[error("a rating has 1 to 5 stars")]
    Stars,
    #[error(transparent)]
    Seal(#[from] SealError),
}

impl crate::core::Rejection for Rejection {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Forbidden => "forbidden",
            Self::Stars => "stars_invalid",
            Self::Seal(_) => "key_missing",
        }
    }
}

impl Mentor {
    pub(super) fn listed(&self) -> Option<&MentorRow> {
        self.card.as_ref().filter(|_| !self.retired)
    }
}

impl Entity for Mentor {
    const KIND: &'static str = "mentor";
    const STATE: u32 = 1;
    type Event = Event;
    type Rejection = Rejection;

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Created { id, topics, headline, since, .. } => {
                let rating = self.card.as_ref().map_or(Rating::default(), |card| card.rating);
                self.retired = false;
                self.card = Some(MentorRow {
                    id: *id,
                    display_name: self.display_name.clone(),
                    picture: self.picture,
                    topics: topics.clone(),
                    headline: headline.clone(),
                    rating,
                    since: *since,
                });
            }
            Event::Described { display_name, picture } => {
                self.display_name = Some(display_name.clone());
                self.picture = *picture;
                if let Some(card) = &mut self.card {
                    card.display_name = Some(display_name.clone());
                    card.picture = *picture;
                }
            }
            Event::Retired { .. } => self.retired = true,
            Event::Erased { .. } => *self = Self { erased: true, ..Self::default() },
            Event::Rated { session, stars } => {
                self.rated.push_back(*session);
                if self.rated.len() > RATED_KEPT {
                    self.rated.pop_front();
                }
                if let Some(card) = &mut self.card {
                    card.rating.sum += u64::from(*stars);
                    card.rating.count += 1;
                }
            }
        }
    }

    fn effects(event: &Event, out: &mut Effects) {
        let organization = out.organization;
        let mentor = UserId(out.entity.0);
        let (joined, left): (&[Topic], &[Topic]) = match event {
            Event::Created { topics, dropped, .. } => (topics, dropped),
            Event::Retired { topics, .. } | Event::Erased { topics, .. } => (&[], topics),
            Event::Described { .. } | Event::Rated { .. } => (&[], &[]),
        };
        for topic in left {
            out.tell("leave", topic.entity(organization), &mentor_topic::Leave { mentor });
        }
        for topic in joined {
            let join = mentor_topic::Join { topic: topic.clone(), mentor };
            out.tell("join", topic.entity(organization), &join);
        }
    }

    fn rows(&self, event: &Event, out: &mut Rows) {
        if let Event::Erased { id, topics, since: Some(since) } = event {
            let tokens = topics.iter().map(|topic| topic_partition(&topic.token()));
            tokens.chain([all_partition()]).for_each(|partition| out.delete(DIRECTORY, &partition, &sort(*since, *id)));
        }
        let Some(card) = &self.card else { return };
        let sort = sort(card.since, card.id);
        let gone: &[Topic] = match event {
            Event::Created { dropped, .. } => dropped,
            Event::Retired { topics, .. } => topics,
            Event::Described { .. } | Event::Rated { .. } | Event::Erased { .. } => &[],
        };
        for topic in gone {
            out.delete(DIRECTORY, &topic_partition(&topic.token()), &sort);
        }
        if self.retired {
            return out.delete(DIRECTORY, &all_partition(), &sort);
        }
        out.put(DIRECTORY, &all_partition(), &sort, card);
        for topic in &card.topics {
            out.put(DIRECTORY, &topic_partition(&topic.token()), &sort, card);
        }
    }
}
