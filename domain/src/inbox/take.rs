use serde::{Deserialize, Serialize};

use super::{Event, Inbox, Rejection};
use crate::{
    core::{At, Command, Decision},
    notifications::Notification,
};

/// The stream's consumer delivers a record, under the record's id; one that is listed already changes nothing, however late it comes
/// again. The reply is the notification's position, 0 for nobody any more.
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
        let mark = self.notification.mark();
        if let Some(at) = state.known.iter().rposition(|known| *known == mark) {
            return Ok((vec![], state.listed[at]));
        }
        Ok((vec![Event::Taken { position: at.position, notification: self.notification }], at.position))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{
        core::{Duration, Entity, OrganizationId, RowChange, Rows, testing::*},
        inbox::{INBOX_MAX, sort},
        notifications::Kind,
    };

    pub fn notification() -> Notification {
        Notification::new(SELF, Kind::MentoringRequestReceived, NOW).by(STUDENT).request(id(9))
    }

    /// Each is of another time.
    pub fn taken(position: u64) -> Event {
        let at = NOW + Duration(i64::try_from(position).unwrap());
        Event::Taken { position, notification: Notification { at, ..notification() } }
    }

    #[test]
    fn a_notification_is_taken_at_its_position() {
        let event = |position| Event::Taken { position, notification: notification() };
        assert_eq!(given([taken(1)]).when(Take { notification: notification() }).then([event(2)]), 2);
    }

    #[test]
    fn one_that_is_listed_is_not_taken_again_however_late_it_comes() {
        let Event::Taken { notification, .. } = taken(2) else { unreachable!() };
        let list = || given([taken(1), taken(2), taken(3)]).after(Duration::from_hours(48));
        list().when(Take { notification: notification.clone() }).nothing();
        let gone = given((1..=INBOX_MAX as u64 + 2).map(taken));
        gone.when(Take { notification: notification.clone() })
            .then([Event::Taken { position: INBOX_MAX as u64 + 3, notification }]);
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
