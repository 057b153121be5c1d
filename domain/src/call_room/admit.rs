use serde::{Deserialize, Serialize};

use super::{CallRoom, Event, Rejection, State};
use crate::core::{At, Command, Decision, UserId};

/// The host lets somebody in from the lobby, which opens the room; they may come at once and again. Admitted already it stays so.
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
        if !room.lobby.contains(&self.user) {
            return if state.admitted.contains(&self.user) { Ok((vec![], ())) } else { Err(Rejection::NotWaiting) };
        }
        let opened = (room.state == State::Waiting).then_some(Event::Opened { at: at.now });
        Ok((opened.into_iter().chain([Event::Admitted { user: self.user, at: at.now }]).collect(), ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        call_room::create::tests::{created, open},
        core::testing::*,
    };

    const KNOCKED: Event = Event::Knocked { user: STUDENT, at: NOW };

    #[test]
    fn the_host_admits_who_waits() {
        let admitted = Event::Admitted { user: STUDENT, at: NOW };
        given(open([KNOCKED])).by(MENTOR).when(Admit { user: STUDENT }).then([admitted.clone()]);
        given(open([KNOCKED, admitted])).by(MENTOR).when(Admit { user: STUDENT }).nothing();
    }

    #[test]
    fn to_admit_somebody_opens_the_room() {
        let (opened, admitted) = (Event::Opened { at: NOW }, Event::Admitted { user: STUDENT, at: NOW });
        given([created(), KNOCKED]).by(MENTOR).when(Admit { user: STUDENT }).then([opened, admitted]);
    }

    #[test]
    fn nobody_admits_themselves_or_who_does_not_wait() {
        given(open([KNOCKED])).by(STUDENT).when(Admit { user: STUDENT }).refused("forbidden");
        given(open([])).by(MENTOR).when(Admit { user: STRANGER }).refused("not_waiting");
    }
}
