use serde::{Deserialize, Serialize};

use super::{Inbox, Rejection};
use crate::core::{At, Command, Decision, Seen, UserId};

/// How much is unread; the notifications themselves are rows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Show;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    pub read_up_to: u64,
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
        let unread = state.listed.iter().filter(|position| **position > state.read_up_to).count();
        Ok((vec![], Seen::new(at, Shown { read_up_to: state.read_up_to, unread })))
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
        assert_eq!(seen.value, Shown { read_up_to: 1, unread: 2 });
        given([taken(1)]).by(STRANGER).when(Show).refused("not_found");
    }
}
