use serde::{Deserialize, Serialize};

use super::{APPLICATIONS, ApplicationRow, State, partition, sort};
use crate::{
    core::{At, Effects, Entity, Personal, Role, Rows, TextError, Timestamp, UserId, personal::SealError},
    mentor,
    mentor_topic::Topic,
    notifications::{self, Kind, Notification},
    user,
};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MentorApplication {
    pub(super) card: Option<ApplicationRow>,
    /// The card before the last event: its rows give way.
    pub(super) before: Option<(State, Timestamp)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    Applied {
        applicant: UserId,
        topics: Vec<Topic>,
        headline: Personal<String>,
        motivation: Personal<String>,
        at: Timestamp,
    },
    Approved {
        applicant: UserId,
        topics: Vec<Topic>,
        headline: Personal<String>,
        by: Option<UserId>,
        at: Timestamp,
    },
    Declined {
        applicant: UserId,
        reason: Personal<String>,
        by: Option<UserId>,
        at: Timestamp,
    },
    /// Their account ended.
    Erased {
        applicant: UserId,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("there is no such application")]
    NotFound,
    #[error("only an administrator decides about applications")]
    Forbidden,
    #[error("your application waits for a decision already")]
    Pending,
    #[error("you are a mentor already")]
    Approved,
    #[error("this application was decided already")]
    Decided,
    #[error("name 1 to {max} topics")]
    Topics { max: usize },
    #[error(transparent)]
    Text(#[from] TextError),
    #[error(transparent)]
    Seal(#[from] SealError),
}

impl crate::core::Rejection for Rejection {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Forbidden => "forbidden",
            Self::Pending => "application_pending",
            Self::Approved => "already_mentor",
            Self::Decided => "application_decided",
            Self::Topics { .. } => "topics_invalid",
            Self::Text(error) => error.code(),
            Self::Seal(_) => "key_missing",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Text(error) => Some(error.field()),
            _ => None,
        }
    }
}

impl MentorApplication {
    /// The application for whoever decides about it.
    pub(super) fn judged(&self, at: &At) -> Result<&ApplicationRow, Rejection> {
        let applicant = at.is_user(UserId(at.entity.0));
        match &self.card {
            _ if !at.has(Role::Admin) && !applicant => Err(Rejection::NotFound),
            None => Err(Rejection::NotFound),
            Some(_) if !at.has(Role::Admin) => Err(Rejection::Forbidden),
            Some(card) => Ok(card),
        }
    }
}

impl Entity for MentorApplication {
    const KIND: &'static str = "mentor_application";
    const STATE: u32 = 1;
    type Event = Event;
    type Rejection = Rejection;

    fn evolve(&mut self, event: &Event) {
        self.before = self.card.as_ref().map(|card| (card.state, card.applied_at));
        match event {
            Event::Applied { applicant, topics, headline, motivation, at } => {
                self.card = Some(ApplicationRow {
                    applicant: *applicant,
                    topics: topics.clone(),
                    headline: headline.clone(),
                    motivation: motivation.clone(),
                    state: State::Pending,
                    reason: None,
                    applied_at: *at,
                    decided_at: None,
                });
            }
            Event::Approved { at, .. } => self.decided(State::Approved, None, *at),
            Event::Erased { .. } => self.card = None,
            Event::Declined { reason, at, .. } => self.decided(State::Declined, Some(reason.clone()), *at),
        }
    }

    fn effects(event: &Event, out: &mut Effects) {
        let told = |kind, by: &Option<UserId>, to, at| {
            let notification = Notification::new(to, kind, at);
            by.map_or(notification.clone(), |by| notification.by(by))
        };
        match event {
            Event::Applied { .. } | Event::Erased { .. } => {}
            Event::Approved { applicant, topics, headline, by, at } => {
                let create = mentor::Create { topics: topics.clone(), headline: headline.clone() };
                out.tell("create", (*applicant).into(), &create);
                out.tell("grant", (*applicant).into(), &user::GrantRole { role: Role::Mentor });
                out.record(notifications::STREAM, &told(Kind::MentorApplicationApproved, by, *applicant, *at));
            }
            Event::Declined { applicant, by, at, .. } => {
                out.record(notifications::STREAM, &told(Kind::MentorApplicationDeclined, by, *applicant, *at));
            }
        }
    }

    fn rows(&self, event: &Event, out: &mut Rows) {
        if let (Event::Erased { applicant }, Some((state, applied_at))) = (event, self.before) {
            for partition in [partition(Some(state)), partition(None)] {
                out.delete(APPLICATIONS, &partition, &sort(applied_at, *applicant));
            }
        }
        let Some(card) = &self.card else { return };
        if let Some((state, applied_at)) = self.before {
            let old = sort(applied_at, card.applicant);
            if state != card.state {
                out.delete(APPLICATIONS, &partition(Some(state)), &old);
            }
            if applied_at != card.applied_at {
                out.delete(APPLICATIONS, &partition(None), &old);
            }
        }
        let sort = sort(card.applied_at, card.applicant);
        out.put(APPLICATIONS, &partition(Some(card.state)), &sort, card);
        out.put(APPLICATIONS, &partition(None), &sort, card);
    }
}

impl MentorApplication {
    fn decided(&mut self, state: State, reason: Option<Personal<String>>, at: Timestamp) {
        if let Some(card) = &mut self.card {
            card.state = state;
            card.reason = reason;
            card.decided_at = Some(at);
        }
    }
}
