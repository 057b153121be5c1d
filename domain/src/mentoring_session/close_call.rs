use serde::{Deserialize, Serialize};

use super::{Event, MentoringSession, Rejection};
use crate::{
    call_room::Closed,
    core::{At, Command, Decision, UserId},
};

/// Told by the call room. Who is closed out does not come in again.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CloseCall(pub Closed);

impl Command for CloseCall {
    const NAME: &'static str = Closed::COMMAND;
    type Entity = MentoringSession;
    type Reply = ();

    fn decide(self, state: &MentoringSession, at: &At) -> Decision<Self> {
        if !at.is_system() {
            return Err(Rejection::Forbidden);
        }
        let Closed { to } = self.0;
        let open = |user: &UserId| state.certain().is_ok_and(|card| card.running() && card.call_closed(*user).is_none());
        let news = match &to {
            Some(user) => open(user),
            None => state.participants().is_some_and(|both| both.iter().any(open)),
        };
        Ok((if news { vec![Event::CallClosed { to }] } else { vec![] }, ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::{Duration, Entity, testing::*},
        mentoring_session::{CallClosed, Join, plan::tests::scheduled},
    };

    const ENDED: CloseCall = CloseCall(Closed { to: None });
    const REMOVED: CloseCall = CloseCall(Closed { to: Some(STUDENT) });

    #[test]
    fn a_call_that_its_host_ended_takes_nobody() {
        let closed = Event::CallClosed { to: None };
        given(scheduled([])).when(ENDED).then([closed.clone()]);
        given(scheduled([closed.clone()])).when(ENDED).nothing();
        given(scheduled([closed.clone()])).when(REMOVED).nothing();
        for person in [STUDENT, MENTOR] {
            given(scheduled([closed.clone()])).by(person).after(Duration::from_hours(3)).when(Join).refused("session_over");
        }
    }

    #[test]
    fn whoever_is_removed_stays_out_and_the_host_goes_on() {
        let closed = Event::CallClosed { to: Some(STUDENT) };
        let state = given(scheduled([])).when(REMOVED).state();
        let card = state.card.as_ref().unwrap();
        assert_eq!(card.call_closed(STUDENT), Some(CallClosed::Removed));
        assert_eq!(card.call_closed(MENTOR), None);
        let now = NOW + Duration::from_hours(3);
        assert!(!card.can(STUDENT, now).join && card.can(MENTOR, now).join);
        given(scheduled([closed.clone()])).when(REMOVED).nothing();
        given(scheduled([closed])).when(ENDED).then([Event::CallClosed { to: None }]);
    }

    #[test]
    fn the_room_tells_it_by_its_name() {
        assert_eq!(Closed::KIND, MentoringSession::KIND);
    }

    #[test]
    fn a_session_that_is_over_or_that_nobody_sees_hears_nothing_and_people_do_not_say_it() {
        let completed = Event::Completed { room: id(8), by: None, at: NOW };
        given(scheduled([completed])).when(ENDED).nothing();
        given([]).when(ENDED).nothing();
        given(scheduled([])).by(MENTOR).when(ENDED).refused("forbidden");
    }
}
