use serde::{Deserialize, Serialize};

use super::{CallRoom, Event, Rejection};
use crate::core::{At, Command, Decision, UserId};

/// Somebody goes, or the platform saw them gone. Out already they stay so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Leave {
    pub user: UserId,
}

impl Command for Leave {
    const NAME: &'static str = "leave";
    type Entity = CallRoom;
    type Reply = ();

    fn decide(self, state: &CallRoom, at: &At) -> Decision<Self> {
        let room = state.seen(at)?;
        if !at.is_system() && !at.is_user(self.user) {
            return Err(Rejection::Forbidden);
        }
        let here = room.is_inside(self.user) || room.lobby.contains(&self.user);
        Ok((if here { vec![Event::Left { user: self.user, at: at.now }] } else { vec![] }, ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        call_room::create::tests::{joined, open},
        core::testing::*,
    };

    const LEAVE: Leave = Leave { user: STUDENT };
    const LEFT: Event = Event::Left { user: STUDENT, at: NOW };

    #[test]
    fn somebody_leaves_the_call_or_the_lobby_once() {
        given(open([joined(STUDENT)])).by(STUDENT).when(LEAVE).then([LEFT]);
        given(open([Event::Knocked { user: STUDENT, at: NOW }])).when(LEAVE).then([LEFT]);
        given(open([joined(STUDENT), LEFT])).by(STUDENT).when(LEAVE).nothing();
    }

    #[test]
    fn nobody_sends_another_away_by_leaving() {
        given(open([joined(STUDENT)])).by(MENTOR).when(LEAVE).refused("forbidden");
        given(open([joined(STUDENT)])).by(STRANGER).when(LEAVE).refused("not_found");
    }
}
