use serde::{Deserialize, Serialize};

use super::{Inbox, Marks, Rejection};
use crate::core::{At, Command, Decision, Seen, UserId};

/// How much is unread; the notifications themselves are rows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Show;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    pub read: Marks,
    pub unread: usize,
}

impl Command for Show {
    const NAME: &'static str = "show";
    type Entity = Inbox;
    type Reply = Seen<Shown>;

    fn decide(self, state: &Inbox, at: &At) -> Decision<Self> {
        if !at.is_user(UserId(at.entity.0)) {
            return Err(Rejection::NotFound);
        }
        Ok((vec![], Seen::new(at, Shown { read: state.marks().clone(), unread: state.unread() })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::testing::*,
        inbox::{Event, take::tests::taken},
    };

    #[test]
    fn unread_counts_what_came_after_the_mark() {
        let history = [taken(1), taken(2), Event::Read { up_to: 1 }, taken(4)];
        let seen = given(history).by(SELF).when(Show).nothing();
        assert_eq!(seen.value, Shown { read: Marks { up_to: 1, ..Marks::default() }, unread: 2 });
        given([taken(1)]).by(STRANGER).when(Show).refused("not_found");
    }
}
