use serde::{Deserialize, Serialize};

use super::{Event, Inbox, Rejection};
use crate::{
    core::{At, Command, Decision},
    notifications::Notification,
};

/// The stream's consumer delivers a record, under the record's id. The reply is the notification's position, 0
/// for nobody any more.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Take {
    pub notification: Notification,
}

impl Command for Take {
    const NAME: &'static str = "take";
    type Entity = Inbox;
    type Reply = u64;

    fn decide(self, state: &Inbox, at: &At) -> Decision<Self> {
        if !at.is_system() || at.entity.0 != self.notification.to.0 {
            return Err(Rejection::Forbidden);
        }
        if state.erased {
            return Ok((vec![], 0));
        }
        Ok((vec![Event::Taken { position: at.position, notification: self.notification }], at.position))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{
        core::{Entity, OrganizationId, RowChange, Rows, testing::*},
        inbox::{INBOX_MAX, sort},
        notifications::Kind,
    };

    pub fn notification() -> Notification {
        Notification::new(SELF, Kind::MentoringRequestReceived, NOW).by(STUDENT).request(id(9))
    }

    pub fn taken(position: u64) -> Event {
        Event::Taken { position, notification: notification() }
    }

    #[test]
    fn a_notification_is_taken_at_its_position() {
        let take = Take { notification: notification() };
        assert_eq!(given([taken(1)]).when(take).then([taken(2)]), 2);
    }

    #[test]
    fn people_notify_nobody_and_no_inbox_takes_anothers() {
        given([]).by(SELF).when(Take { notification: notification() }).refused("forbidden");
        let other = Notification { to: STRANGER, ..notification() };
        given([]).when(Take { notification: other }).refused("forbidden");
    }

    #[test]
    fn the_oldest_leaves_a_full_list() {
        let last = INBOX_MAX as u64 + 1;
        let state: Inbox = given((1..=last).map(taken)).state;
        let mut rows = Rows::new(OrganizationId::default(), id(1).into(), last);
        state.rows(&taken(last), &mut rows);
        assert_eq!((rows.changes[1].sort.clone(), &rows.changes[1].change), (sort(1), &RowChange::Delete));
    }
}
