use serde::{Deserialize, Serialize};

use super::{CallRoom, Event, Rejection};
use crate::core::{At, Command, Decision, UserId};

/// The host lets somebody in from the lobby; they may come at once and again. Admitted already it stays so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Admit {
    pub user: UserId,
}

impl Command for Admit {
    const NAME: &'static str = "admit";
    type Entity = CallRoom;
    type Reply = ();

    fn decide(self, state: &CallRoom, at: &At) -> Decision<Self> {
        let room = state.hosted(at)?;
        if state.admitted.contains(&self.user) {
            return Ok((vec![], ()));
        }
        if !room.lobby.contains(&self.user) {
            return Err(Rejection::NotWaiting);
        }
        Ok((vec![Event::Admitted { user: self.user, at: at.now }], ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{call_room::create::tests::open, core::testing::*};

    const KNOCKED: Event = Event::Knocked { user: STUDENT, at: NOW };

    #[test]
    fn the_host_admits_who_waits() {
        let admitted = Event::Admitted { user: STUDENT, at: NOW };
        given(open([KNOCKED])).by(MENTOR).when(Admit { user: STUDENT }).then([admitted.clone()]);
        given(open([KNOCKED, admitted])).by(MENTOR).when(Admit { user: STUDENT }).nothing();
    }

    #[test]
    fn nobody_admits_themselves_or_who_does_not_wait() {
        given(open([KNOCKED])).by(STUDENT).when(Admit { user: STUDENT }).refused("forbidden");
        given(open([])).by(MENTOR).when(Admit { user: STRANGER }).refused("not_waiting");
    }
}
