use serde::{Deserialize, Serialize};

use super::{CallRoom, Event, Rejection, State};
use crate::core::{At, Command, Decision};

/// A participant comes: the host goes in and opens the room, who was admitted goes in, others knock and wait in the lobby.
/// Whoever is in, or waits, stays so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Join;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    Inside,
    Waiting,
}

impl Command for Join {
    const NAME: &'static str = "join";
    type Entity = CallRoom;
    type Reply = Entry;

    fn decide(self, state: &CallRoom, at: &At) -> Decision<Self> {
        let room = state.running(at)?;
        let user = at.user().ok_or(Rejection::Forbidden)?;
        if room.removed.contains(&user) {
            return Err(Rejection::Removed);
        }
        if at.now < room.times.start {
            return Err(Rejection::TooEarly);
        }
        if room.is_inside(user) {
            return Ok((vec![], Entry::Inside));
        }
        let joined = Event::Joined { user, at: at.now };
        if user == room.host {
            let opened = (room.state == State::Waiting).then_some(Event::Opened { at: at.now });
            return Ok((opened.into_iter().chain([joined]).collect(), Entry::Inside));
        }
        if room.state == State::Open && state.admitted.contains(&user) {
            return Ok((vec![joined], Entry::Inside));
        }
        let knocked = Event::Knocked { user, at: at.now };
        Ok((if room.lobby.contains(&user) { vec![] } else { vec![knocked] }, Entry::Waiting))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        call_room::create::tests::{SESSION, created, joined, open},
        core::{Duration, testing::*},
    };

    const KNOCKED: Event = Event::Knocked { user: STUDENT, at: NOW };
    const ADMITTED: Event = Event::Admitted { user: STUDENT, at: NOW };

    #[test]
    fn the_host_opens_the_room_by_coming() {
        let events = [Event::Opened { at: NOW }, joined(MENTOR)];
        assert_eq!(given([created()]).by(MENTOR).when(Join).then(events), Entry::Inside);
    }

    #[test]
    fn others_knock_once_and_wait() {
        assert_eq!(given([created()]).by(STUDENT).when(Join).then([KNOCKED]), Entry::Waiting);
        assert_eq!(given(open([KNOCKED])).by(STUDENT).when(Join).nothing(), Entry::Waiting);
    }

    #[test]
    fn once_admitted_they_come_and_come_back_without_knocking() {
        let admitted = open([KNOCKED, ADMITTED]);
        assert_eq!(given(admitted).by(STUDENT).when(Join).then([joined(STUDENT)]), Entry::Inside);
        let left = Event::Left { user: STUDENT, at: NOW };
        let dropped = open([KNOCKED, ADMITTED, joined(STUDENT), left]);
        assert_eq!(given(dropped).by(STUDENT).when(Join).then([joined(STUDENT)]), Entry::Inside);
        assert_eq!(given(open([KNOCKED, ADMITTED, joined(STUDENT)])).by(STUDENT).when(Join).nothing(), Entry::Inside);
    }

    #[test]
    fn whoever_is_removed_stays_out() {
        let removed = Event::Removed { user: STUDENT, at: NOW, session: Some(SESSION) };
        given(open([KNOCKED, ADMITTED, joined(STUDENT), removed])).by(STUDENT).when(Join).refused("removed_from_room");
    }

    #[test]
    fn strangers_find_no_room_and_nobody_comes_too_early_or_late() {
        given(open([])).by(STRANGER).when(Join).refused("not_found");
        given(open([])).by(ADMIN).when(Join).refused("not_found");
        given([created()]).by(STUDENT).after(Duration(-2)).when(Join).refused("room_too_early");
        given(open([Event::Ended { by: None, at: NOW, session: Some(SESSION) }])).by(STUDENT).when(Join).refused("room_ended");
    }
}
