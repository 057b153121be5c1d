use serde::{Deserialize, Serialize};

use super::{Event, Inbox, Rejection};
use crate::core::{At, Command, Decision, UserId};

/// The person has read the one at a position. Read already it stays so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReadOne {
    pub position: u64,
}

impl Command for ReadOne {
    const NAME: &'static str = "read_one";
    type Entity = Inbox;
    type Reply = ();

    fn decide(self, state: &Inbox, at: &At) -> Decision<Self> {
        if !at.is_user(UserId(at.entity.0)) || state.listed.binary_search(&self.position).is_err() {
            return Err(Rejection::NotFound);
        }
        let position = self.position;
        Ok((if state.marks().has_read(position) { vec![] } else { vec![Event::ReadOne { position }] }, ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::testing::*,
        inbox::{INBOX_MAX, Read, take::tests::taken},
    };

    const TWO: Event = Event::ReadOne { position: 2 };

    #[test]
    fn one_is_read_and_the_others_are_not() {
        given([taken(1), taken(2), taken(3)]).by(SELF).when(ReadOne { position: 2 }).then([TWO]);
        let state: Inbox = given([taken(1), taken(2), taken(3), TWO]).state;
        assert_eq!([1, 2, 3].map(|position| state.marks().has_read(position)), [false, true, false]);
        assert_eq!(state.unread(), 2);
        given([taken(1), taken(2), TWO]).by(SELF).when(ReadOne { position: 2 }).nothing();
        given([taken(1), taken(2), Event::Read { up_to: 2 }]).by(SELF).when(ReadOne { position: 2 }).nothing();
    }

    #[test]
    fn what_is_not_listed_or_anothers_is_not_found() {
        given([taken(1)]).by(SELF).when(ReadOne { position: 2 }).refused("not_found");
        given([taken(1)]).by(ADMIN).when(ReadOne { position: 1 }).refused("not_found");
    }

    #[test]
    fn what_is_kept_of_it_is_bounded_by_the_list() {
        let last = INBOX_MAX as u64;
        let read = (1..=last).map(|position| Event::ReadOne { position });
        let state: Inbox = given((1..=last).map(taken).chain(read).chain([taken(last + 1)])).state;
        assert_eq!((state.marks().apart.len(), state.unread()), (INBOX_MAX - 1, 1));
        let state: Inbox = given((1..=last).map(taken).chain([TWO, Event::Read { up_to: last }])).state;
        assert!(state.marks().apart.is_empty());
        given([taken(1), taken(2), TWO]).by(SELF).when(Read { up_to: 2 }).then([Event::Read { up_to: 2 }]);
    }
}
