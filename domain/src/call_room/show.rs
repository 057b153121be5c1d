use serde::{Deserialize, Serialize};

use super::{CallRoom, RoomView};
use crate::core::{At, Command, Decision, Seen};

/// The room for its participants.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Show;

impl Command for Show {
    const NAME: &'static str = "show";
    type Entity = CallRoom;
    type Reply = Seen<RoomView>;

    fn decide(self, state: &CallRoom, at: &At) -> Decision<Self> {
        Ok((vec![], Seen::new(at, state.seen(at)?.clone())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        call_room::create::tests::{joined, open},
        core::testing::*,
    };

    #[test]
    fn participants_see_who_is_in_and_strangers_nothing() {
        let seen = given(open([joined(MENTOR)])).by(STUDENT).when(Show).nothing();
        assert!(seen.value.is_inside(MENTOR) && !seen.value.is_inside(STUDENT));
        given(open([])).by(STRANGER).when(Show).refused("not_found");
    }
}
