use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::{INBOX, InboxRow, Marks, partition, sort};
use crate::{
    core::{Entity, Rows, UserId},
    notifications::Notification,
};

/// Notifications that stay listed; the oldest leave.
pub const INBOX_MAX: usize = 1_000;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inbox {
    /// Positions that are listed, in order.
    pub(super) listed: VecDeque<u64>,
    /// What each of them is.
    pub(super) known: VecDeque<u64>,
    pub(super) read: Marks,
    /// What the last event pushed out.
    pub(super) dropped: Option<u64>,
    /// For good.
    pub(super) erased: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// `position` is this event's own.
    Taken {
        position: u64,
        notification: Notification,
    },
    Read {
        up_to: u64,
    },
    ReadOne {
        position: u64,
    },
    /// The person's account ended; `listed` leaves.
    Erased {
        listed: Vec<u64>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("there is no such notification")]
    NotFound,
    #[error("only the platform itself notifies")]
    Forbidden,
}

impl crate::core::Rejection for Rejection {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Forbidden => "forbidden",
        }
    }
}

impl Inbox {
    pub(super) const fn marks(&self) -> &Marks {
        &self.read
    }

    pub(super) fn unread(&self) -> usize {
        self.listed.iter().filter(|position| !self.read.has_read(**position)).count()
    }
}

impl Entity for Inbox {
    const KIND: &'static str = "inbox";
    const STATE: u32 = 3;
    type Event = Event;
    type Rejection = Rejection;

    fn evolve(&mut self, event: &Event) {
        self.dropped = None;
        match event {
            Event::Taken { position, notification } => {
                self.listed.push_back(*position);
                self.known.push_back(notification.mark());
                if self.listed.len() > INBOX_MAX {
                    self.dropped = self.listed.pop_front();
                    self.known.pop_front();
                }
                if let Some(dropped) = self.dropped {
                    self.read.apart.remove(&dropped);
                }
            }
            Event::Read { up_to } => {
                self.read.up_to = *up_to;
                self.read.apart.retain(|position| position > up_to);
            }
            Event::ReadOne { position } => {
                self.read.apart.insert(*position);
            }
            Event::Erased { .. } => *self = Self { erased: true, ..Self::default() },
        }
    }

    fn rows(&self, event: &Event, out: &mut Rows) {
        if let Event::Erased { listed } = event {
            let owner = partition(UserId(out.entity.0));
            for position in listed {
                out.delete(INBOX, &owner, &sort(*position));
            }
        }
        let Event::Taken { position, notification } = event else { return };
        let row = InboxRow { position: *position, notification: notification.clone() };
        out.put(INBOX, &partition(notification.to), &sort(*position), &row);
        if let Some(dropped) = self.dropped {
            out.delete(INBOX, &partition(notification.to), &sort(dropped));
        }
    }
}
