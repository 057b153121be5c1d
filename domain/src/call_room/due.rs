use serde::{Deserialize, Serialize};

use super::{CallRoom, Event};
use crate::core::{At, Command, Decision, Entity};

/// Wakes the room: at the end of its times the call is over.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Due;

impl Command for Due {
    const NAME: &'static str = CallRoom::WAKE;
    type Entity = CallRoom;
    type Reply = ();

    fn decide(self, state: &CallRoom, at: &At) -> Decision<Self> {
        let over = state.room.as_ref().filter(|_| state.due().is_some_and(|due| at.now >= due));
        Ok((over.map(|room| Event::Ended { by: None, at: at.now, session: Some(room.session) }).into_iter().collect(), ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        call_room::create::tests::{SESSION, open},
        core::{Duration, testing::*},
    };

    #[test]
    fn the_call_is_over_at_the_end_of_its_times() {
        given(open([])).when(Due).nothing();
        let over = NOW + Duration::from_hours(1);
        let ended = Event::Ended { by: None, at: over, session: Some(SESSION) };
        given(open([])).after(Duration::from_hours(1)).when(Due).then([ended.clone()]);
        given(open([ended])).after(Duration::from_hours(2)).when(Due).nothing();
    }
}
