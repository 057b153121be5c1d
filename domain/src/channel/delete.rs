use serde::{Deserialize, Serialize};

use super::{Channel, Event, Rejection};
use crate::core::{At, Command, Decision, Role};

/// An author takes back their own message, or an administrator any. Deleted already it stays so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Delete {
    pub position: u64,
}

impl Command for Delete {
    const NAME: &'static str = "delete";
    type Entity = Channel;
    type Reply = ();

    fn decide(self, state: &Channel, at: &At) -> Decision<Self> {
        if !at.has(Role::Admin) {
            state.readable(at)?;
        }
        let by = at.user().ok_or(Rejection::Forbidden)?;
        let message = state.message(self.position)?;
        if message.author != by && !at.has(Role::Admin) {
            return Err(Rejection::Forbidden);
        }
        if message.deleted {
            return Ok((vec![], ()));
        }
        let (position, author, sent_at) = (self.position, message.author, message.sent_at);
        Ok((vec![Event::Deleted { position, author, sent_at, by, at: at.now }], ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        channel::{open::tests::opened, post::tests::posted},
        core::{UserId, testing::*},
    };

    fn deleted(by: UserId) -> Event {
        Event::Deleted { position: 2, author: STUDENT, sent_at: NOW, by, at: NOW }
    }

    #[test]
    fn an_author_and_an_administrator_delete_once() {
        given([opened(), posted(2)]).by(STUDENT).when(Delete { position: 2 }).then([deleted(STUDENT)]);
        given([opened(), posted(2)]).by(ADMIN).when(Delete { position: 2 }).then([deleted(ADMIN)]);
        given([opened(), posted(2), deleted(ADMIN)]).by(STUDENT).when(Delete { position: 2 }).nothing();
    }

    #[test]
    fn others_do_not() {
        given([opened(), posted(2)]).by(MENTOR).when(Delete { position: 2 }).refused("forbidden");
        given([opened(), posted(2)]).by(STRANGER).when(Delete { position: 2 }).refused("not_found");
    }
}
