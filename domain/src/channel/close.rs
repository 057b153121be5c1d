use serde::{Deserialize, Serialize};

use super::{Channel, Event};
use crate::core::{At, Command, Decision};

/// No more messages. Never opened or closed already it stays so. One that nobody wrote in leaves the lists.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Close;

impl Command for Close {
    const NAME: &'static str = "close";
    type Entity = Channel;
    type Reply = ();

    fn decide(self, state: &Channel, at: &At) -> Decision<Self> {
        match &state.card {
            None if at.is_system() => Ok((vec![], ())),
            _ if state.managed(at)?.closed => Ok((vec![], ())),
            _ => Ok((vec![Event::Closed { at: at.now }], ())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{channel::open::tests::opened, core::testing::*};

    #[test]
    fn it_closes_once() {
        let closed = Event::Closed { at: NOW };
        given([opened()]).when(Close).then([closed.clone()]);
        given([opened(), closed]).when(Close).nothing();
        given([]).when(Close).nothing();
    }

    #[test]
    fn members_do_not_close_it() {
        given([opened()]).by(STUDENT).when(Close).refused("forbidden");
        given([opened()]).by(STRANGER).when(Close).refused("not_found");
    }
}
