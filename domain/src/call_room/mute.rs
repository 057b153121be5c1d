use serde::{Deserialize, Serialize};

use super::{CallRoom, Event, Rejection, Source};
use crate::core::{At, Command, Decision, UserId};

/// The host mutes what somebody sends; the person may switch it on again. Muted already it stays so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mute {
    pub user: UserId,
    pub source: Source,
}

impl Command for Mute {
    const NAME: &'static str = "mute";
    type Entity = CallRoom;
    type Reply = ();

    fn decide(self, state: &CallRoom, at: &At) -> Decision<Self> {
        let room = state.hosted(at)?;
        let inside = room.inside.iter().find(|inside| inside.user == self.user).ok_or(Rejection::NotInside)?;
        let muted = Event::Muted { user: self.user, source: self.source };
        Ok((if inside.muted.contains(&self.source) { vec![] } else { vec![muted] }, ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        call_room::create::tests::{joined, open},
        core::testing::*,
    };

    const MUTE: Mute = Mute { user: STUDENT, source: Source::Microphone };
    const MUTED: Event = Event::Muted { user: STUDENT, source: Source::Microphone };

    #[test]
    fn the_host_mutes_once() {
        given(open([joined(STUDENT)])).by(MENTOR).when(MUTE).then([MUTED]);
        given(open([joined(STUDENT), MUTED])).by(MENTOR).when(MUTE).nothing();
    }

    #[test]
    fn guests_mute_nobody_and_nobody_mutes_who_is_not_there() {
        given(open([joined(STUDENT)])).by(STUDENT).when(MUTE).refused("forbidden");
        given(open([])).by(MENTOR).when(MUTE).refused("not_in_call");
    }
}
