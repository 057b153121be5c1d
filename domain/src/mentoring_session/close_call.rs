use serde::{Deserialize, Serialize};

use super::{Event, MentoringSession, Rejection};
use crate::core::{At, Command, Decision, UserId};

/// Told by the call room: its host has ended the call, or, with `to`, has removed somebody. Nobody closed out comes in again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CloseCall {
    pub to: Option<UserId>,
}

impl Command for CloseCall {
    const NAME: &'static str = "close_call";
    type Entity = MentoringSession;
    type Reply = ();

    fn decide(self, state: &MentoringSession, at: &At) -> Decision<Self> {
        if !at.is_system() {
            return Err(Rejection::Forbidden);
        }
        let open = |user: &UserId| state.certain().is_ok_and(|card| card.running() && card.call_closed(*user).is_none());
        let news = match &self.to {
            Some(user) => open(user),
            None => state.participants().is_some_and(|both| both.iter().any(open)),
        };
        Ok((if news { vec![Event::CallClosed { to: self.to }] } else { vec![] }, ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::{Duration, testing::*},
        mentoring_session::{CallClosed, Join, plan::tests::scheduled},
    };

    const ENDED: CloseCall = CloseCall { to: None };
    const REMOVED: CloseCall = CloseCall { to: Some(STUDENT) };

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
    fn a_session_that_is_over_or_that_nobody_sees_hears_nothing_and_people_do_not_say_it() {
        let completed = Event::Completed { room: id(8), by: None, at: NOW };
        given(scheduled([completed])).when(ENDED).nothing();
        given([]).when(ENDED).nothing();
        given(scheduled([])).by(MENTOR).when(ENDED).refused("forbidden");
    }
}
