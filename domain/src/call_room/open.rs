use serde::{Deserialize, Serialize};

use super::{CallRoom, Event, Rejection, State};
use crate::core::{At, Command, Decision};

/// The host opens the room. Open already it stays so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Open;

impl Command for Open {
    const NAME: &'static str = "open";
    type Entity = CallRoom;
    type Reply = ();

    fn decide(self, state: &CallRoom, at: &At) -> Decision<Self> {
        let room = state.hosted(at)?;
        if at.now < room.times.start {
            return Err(Rejection::TooEarly);
        }
        Ok((if room.state == State::Open { vec![] } else { vec![Event::Opened { at: at.now }] }, ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        call_room::create::tests::{SESSION, created, open},
        core::{Duration, testing::*},
    };

    #[test]
    fn the_host_opens_it_once() {
        given([created()]).by(MENTOR).when(Open).then([Event::Opened { at: NOW }]);
        given(open([])).by(MENTOR).when(Open).nothing();
    }

    #[test]
    fn not_by_others_not_too_early_and_not_again() {
        given([created()]).by(STUDENT).when(Open).refused("forbidden");
        given([created()]).by(STRANGER).when(Open).refused("not_found");
        given([created()]).by(MENTOR).after(Duration(-2)).when(Open).refused("room_too_early");
        given(open([Event::Ended { by: None, at: NOW, session: Some(SESSION) }])).by(MENTOR).when(Open).refused("room_ended");
    }
}
