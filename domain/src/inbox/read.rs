use serde::{Deserialize, Serialize};

use super::{Event, Inbox, Rejection};
use crate::core::{At, Command, Decision, UserId};

/// The person has read everything up to a position. It only grows and never passes what was delivered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Read {
    pub up_to: u64,
}

impl Command for Read {
    const NAME: &'static str = "read";
    type Entity = Inbox;
    type Reply = ();

    fn decide(self, state: &Inbox, at: &At) -> Decision<Self> {
        if !at.is_user(UserId(at.entity.0)) {
            return Err(Rejection::NotFound);
        }
        let up_to = self.up_to.min(state.listed.back().copied().unwrap_or(0));
        Ok((if up_to > state.marks().up_to { vec![Event::Read { up_to }] } else { vec![] }, ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{core::testing::*, inbox::take::tests::taken};

    #[test]
    fn the_mark_only_grows_and_stops_at_what_is_there() {
        given([taken(1), taken(2)]).by(SELF).when(Read { up_to: 1 }).then([Event::Read { up_to: 1 }]);
        given([taken(1), taken(2)]).by(SELF).when(Read { up_to: 99 }).then([Event::Read { up_to: 2 }]);
        given([taken(1), Event::Read { up_to: 1 }]).by(SELF).when(Read { up_to: 1 }).nothing();
        given([]).by(SELF).when(Read { up_to: 5 }).nothing();
    }

    #[test]
    fn nobody_reads_anothers() {
        given([taken(1)]).by(ADMIN).when(Read { up_to: 1 }).refused("not_found");
    }
}
