use serde::{Deserialize, Serialize};

use super::{Event, MentoringRequest, Setback, State};
use crate::core::{At, Command, Decision, Entity};

/// Wakes the request: what nobody answered expires, an acceptance that took too long is undone while nobody can have seen it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Due;

impl Command for Due {
    const NAME: &'static str = MentoringRequest::WAKE;
    type Entity = MentoringRequest;
    type Reply = ();

    fn decide(self, state: &MentoringRequest, at: &At) -> Decision<Self> {
        let (Some(card), Some(due)) = (&state.card, state.due()) else { return Ok((vec![], ())) };
        if at.now < due {
            return Ok((vec![], ()));
        }
        let event = match (card.state, &state.running) {
            (State::Accepting, Some(running)) => MentoringRequest::reopened(running, Setback::TimedOut, at.now),
            _ => Event::Expired { student: card.student, mentor: card.mentor, at: at.now },
        };
        Ok((vec![event], ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::{Duration, testing::*},
        mentoring_request::{
            SAGA_TIME,
            accept::tests::{attempt, started},
            ask::tests::asked,
        },
    };

    #[test]
    fn an_unanswered_request_expires_by_itself() {
        let after = Duration::from_hours(5);
        let expired = Event::Expired { student: STUDENT, mentor: MENTOR, at: NOW + after };
        given([asked()]).when(Due).nothing();
        given([asked()]).after(after).when(Due).then([expired.clone()]);
        given([asked(), expired]).after(after).when(Due).nothing();
    }

    #[test]
    fn an_acceptance_that_takes_too_long_is_undone() {
        let (attempt, setback) = (attempt(MENTOR), Setback::TimedOut);
        let reopened = Event::Reopened { attempt, setback, made: false, at: NOW + SAGA_TIME };
        given([asked(), started()]).when(Due).nothing();
        given([asked(), started()]).after(SAGA_TIME).when(Due).then([reopened.clone()]);
        let state: MentoringRequest = given([asked(), started(), reopened]).state;
        assert_eq!(state.due(), Some(NOW + Duration::from_hours(5)));
    }

    #[test]
    fn an_acceptance_whose_session_may_be_seen_goes_on_however_long_it_takes() {
        let confirmed = Event::SlotConfirmed { attempt: attempt(MENTOR), asked: 3 };
        let showing = [asked(), started(), confirmed];
        assert_eq!(given::<MentoringRequest>(showing.clone()).state.due(), None);
        given(showing).after(Duration::from_hours(2)).when(Due).nothing();
    }
}
