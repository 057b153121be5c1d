use serde::{Deserialize, Serialize};

use super::{Channel, ChannelRow};
use crate::core::{At, Command, Decision, Seen};

/// The channel for its members.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Show;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    pub card: ChannelRow,
    pub last_message: Option<u64>,
}

impl Command for Show {
    const NAME: &'static str = "show";
    type Entity = Channel;
    type Reply = Seen<Shown>;

    fn decide(self, state: &Channel, at: &At) -> Decision<Self> {
        let shown = Shown { card: state.readable(at)?.clone(), last_message: state.last_message };
        Ok((vec![], Seen::new(at, shown)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        channel::{open::tests::opened, post::tests::posted},
        core::testing::*,
    };

    #[test]
    fn members_see_it_and_nobody_else_does() {
        let seen = given([opened(), posted(2)]).by(STUDENT).when(Show).nothing();
        assert_eq!((seen.position, seen.value.last_message), (2, Some(2)));
        given([opened()]).by(STRANGER).when(Show).refused("not_found");
        given([opened()]).by(ADMIN).when(Show).refused("not_found");
        given([]).by(STUDENT).when(Show).refused("not_found");
    }
}
