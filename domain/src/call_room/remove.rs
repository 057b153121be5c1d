use serde::{Deserialize, Serialize};

use super::{CallRoom, Event, Rejection};
use crate::core::{At, Command, Decision, UserId};

/// The host removes somebody from the call or the lobby: they stay out. Out for good already it stays so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Remove {
    pub user: UserId,
}

impl Command for Remove {
    const NAME: &'static str = "remove";
    type Entity = CallRoom;
    type Reply = ();

    fn decide(self, state: &CallRoom, at: &At) -> Decision<Self> {
        let room = state.hosted(at)?;
        if self.user == room.host {
            return Err(Rejection::Forbidden);
        }
        if !room.participants.contains(&self.user) {
            return Err(Rejection::NotInside);
        }
        let removed = Event::Removed { user: self.user, at: at.now, session: Some(room.session) };
        Ok((if room.removed.contains(&self.user) { vec![] } else { vec![removed] }, ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        call_room::create::tests::{SESSION, joined, open},
        core::testing::*,
    };

    const REMOVED: Event = Event::Removed { user: STUDENT, at: NOW, session: Some(SESSION) };

    #[test]
    fn the_host_removes_once_and_they_are_out() {
        given(open([joined(STUDENT)])).by(MENTOR).when(Remove { user: STUDENT }).then([REMOVED]);
        given(open([joined(STUDENT), REMOVED])).by(MENTOR).when(Remove { user: STUDENT }).nothing();
        let state = given(open([joined(STUDENT)])).by(MENTOR).when(Remove { user: STUDENT }).state();
        assert!(state.room.unwrap().inside.is_empty());
    }

    #[test]
    fn guests_remove_nobody_and_the_host_stays() {
        given(open([joined(STUDENT)])).by(STUDENT).when(Remove { user: MENTOR }).refused("forbidden");
        given(open([joined(MENTOR)])).by(MENTOR).when(Remove { user: MENTOR }).refused("forbidden");
        given(open([])).by(MENTOR).when(Remove { user: STRANGER }).refused("not_in_call");
    }
}
