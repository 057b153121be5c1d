use serde::{Deserialize, Serialize};

use super::{CallRoom, Event, Rejection, Source};
use crate::core::{At, Command, Decision};

/// A person switches on again what the host muted. On already it stays so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Unmute {
    pub source: Source,
}

impl Command for Unmute {
    const NAME: &'static str = "unmute";
    type Entity = CallRoom;
    type Reply = ();

    fn decide(self, state: &CallRoom, at: &At) -> Decision<Self> {
        let room = state.running(at)?;
        let user = at.user().ok_or(Rejection::Forbidden)?;
        let inside = room.inside.iter().find(|inside| inside.user == user).ok_or(Rejection::NotInside)?;
        let unmuted = Event::Unmuted { user, source: self.source };
        Ok((if inside.muted.contains(&self.source) { vec![unmuted] } else { vec![] }, ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        call_room::create::tests::{joined, open},
        core::testing::*,
    };

    const MUTED: Event = Event::Muted { user: STUDENT, source: Source::Microphone };

    #[test]
    fn a_person_switches_their_own_on_again() {
        let unmuted = Event::Unmuted { user: STUDENT, source: Source::Microphone };
        let unmute = Unmute { source: Source::Microphone };
        given(open([joined(STUDENT), MUTED])).by(STUDENT).when(unmute.clone()).then([unmuted]);
        given(open([joined(STUDENT)])).by(STUDENT).when(unmute.clone()).nothing();
        given(open([])).by(STUDENT).when(unmute).refused("not_in_call");
    }
}
