use serde::{Deserialize, Serialize};

use super::{CallRoom, Event, Rejection, State};
use crate::core::{At, Command, Decision};

/// The host ends the call that they opened, the platform any, for all. Over already, or never made, it stays so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct End;

impl Command for End {
    const NAME: &'static str = "end";
    type Entity = CallRoom;
    type Reply = ();

    fn decide(self, state: &CallRoom, at: &At) -> Decision<Self> {
        if state.room.is_none() && at.is_system() || state.seen(at)?.state == State::Ended {
            return Ok((vec![], ()));
        }
        let room = state.hosted(at)?;
        // nothing opens it again
        if room.state == State::Waiting && !at.is_system() {
            return Err(Rejection::TooEarly);
        }
        Ok((vec![Event::Ended { by: at.user(), at: at.now, session: Some(room.session) }], ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        call_room::create::tests::{SESSION, created, joined, open},
        core::testing::*,
    };

    #[test]
    fn the_host_ends_it_for_all() {
        let ended = Event::Ended { by: Some(MENTOR), at: NOW, session: Some(SESSION) };
        given(open([joined(STUDENT)])).by(MENTOR).when(End).then([ended.clone()]);
        given(open([ended])).by(MENTOR).when(End).nothing();
    }

    #[test]
    fn the_platform_ends_it_made_or_not() {
        given(open([])).when(End).then([Event::Ended { by: None, at: NOW, session: Some(SESSION) }]);
        given([]).when(End).nothing();
    }

    #[test]
    fn a_call_that_was_never_opened_is_the_platforms_alone_to_end() {
        given([created()]).by(MENTOR).when(End).refused("room_too_early");
        given([created()]).when(End).then([Event::Ended { by: None, at: NOW, session: Some(SESSION) }]);
    }

    #[test]
    fn guests_do_not() {
        given(open([joined(STUDENT)])).by(STUDENT).when(End).refused("forbidden");
        given(open([])).by(STRANGER).when(End).refused("not_found");
        given([]).by(STRANGER).when(End).refused("not_found");
    }
}
