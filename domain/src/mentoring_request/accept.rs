use serde::{Deserialize, Serialize};

use super::{Attempt, Event, MentoringRequest, Rejection, Side};
use crate::core::{At, Command, Decision, Duration, Role, Span};

/// How long an acceptance may take to a confirmed time before it is undone.
pub const SAGA_TIME: Duration = Duration::from_mins(1);

/// Whoever did not propose the times takes one of them. The answer comes by the saga: the request is `accepting` and then
/// `accepted`, or open again with its setback. Accepting the same time again changes nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Accept {
    pub time: Span,
}

impl Command for Accept {
    const NAME: &'static str = "accept";
    type Entity = MentoringRequest;
    type Reply = ();

    fn decide(self, state: &MentoringRequest, at: &At) -> Decision<Self> {
        let (card, by) = state.own(at)?;
        let running = state.running.as_ref().map(|running| (running.attempt.span, running.attempt.by));
        if running.or(state.agreed) == Some((self.time, by)) {
            return Ok((vec![], ()));
        }
        let side = card.turn(by, at.now)?;
        if side == Side::Mentor && !at.has(Role::Mentor) {
            return Err(Rejection::NotMentor);
        }
        if !card.times.contains(&self.time) {
            return Err(Rejection::NotOffered);
        }
        if self.time.start <= at.now {
            return Err(Rejection::Passed);
        }
        let attempt = Attempt {
            hold: at.id(0),
            session: at.id(1),
            channel: at.id(2),
            room: at.id(3),
            student: card.student,
            mentor: card.mentor,
            topic: card.topic.clone(),
            span: self.time,
            by,
            deadline: at.now + SAGA_TIME,
        };
        Ok((vec![Event::AcceptStarted { attempt, asked: at.position }], ()))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{
        core::{Actor, UserId, testing::*},
        mentoring_request::ask::tests::{asked, hours},
    };

    pub fn attempt(by: UserId) -> Attempt {
        let ids = given::<MentoringRequest>([]).at;
        Attempt {
            hold: ids.id(0),
            session: ids.id(1),
            channel: ids.id(2),
            room: ids.id(3),
            student: STUDENT,
            mentor: MENTOR,
            topic: sealed(STUDENT, 1, 1, "Algebra").into(),
            span: hours(3, 4),
            by,
            deadline: NOW + SAGA_TIME,
        }
    }

    pub fn started() -> Event {
        Event::AcceptStarted { attempt: attempt(MENTOR), asked: 2 }
    }

    const ACCEPT: fn() -> Accept = || Accept { time: hours(3, 4) };

    #[test]
    fn the_mentor_accepts_one_of_the_times() {
        given([asked()]).by(MENTOR).when(ACCEPT()).then([started()]);
        given([asked(), started()]).by(MENTOR).when(ACCEPT()).nothing();
        given([asked(), started()]).by(MENTOR).when(Accept { time: hours(5, 6) }).refused("request_accepting");
    }

    #[test]
    fn what_was_agreed_is_accepted_again_by_the_same_and_no_other_time_is() {
        let accepted = Event::Accepted { session: attempt(MENTOR).session, by: MENTOR, to: STUDENT, at: NOW };
        let agreed = || [asked(), started(), accepted.clone()];
        given(agreed()).by(MENTOR).when(ACCEPT()).nothing();
        given(agreed()).by(MENTOR).when(Accept { time: hours(5, 6) }).refused("request_closed");
        given(agreed()).by(STUDENT).when(ACCEPT()).refused("request_closed");
    }

    #[test]
    fn a_student_accepts_what_a_mentor_proposed() {
        let (by, to, side, times) = (MENTOR, STUDENT, Side::Mentor, vec![hours(7, 8)]);
        let expires_at = NOW + Duration::from_hours(7);
        let proposed = Event::Proposed { by, to, side, times, note: None, expires_at, at: NOW };
        given([asked(), proposed.clone()]).by(STUDENT).when(Accept { time: hours(7, 8) }).taken();
        given([asked(), proposed.clone()]).by(MENTOR).when(Accept { time: hours(7, 8) }).refused("not_your_turn");
        given([asked(), proposed]).by(STUDENT).when(ACCEPT()).refused("time_not_offered");
    }

    #[test]
    fn the_proposer_waits_and_strangers_find_nothing() {
        given([asked()]).by(STUDENT).when(ACCEPT()).refused("not_your_turn");
        given([asked()]).by(STRANGER).when(ACCEPT()).refused("not_found");
        given([asked()]).by(ADMIN).when(ACCEPT()).refused("not_found");
        given([]).by(MENTOR).when(ACCEPT()).refused("not_found");
    }

    #[test]
    fn only_who_is_a_mentor_now_accepts_as_one() {
        let no_longer = Actor::User { id: MENTOR, roles: vec![Role::Student] };
        given([asked()]).by_actor(no_longer).when(ACCEPT()).refused("not_a_mentor");
    }

    #[test]
    fn a_time_that_began_or_an_expired_request_is_not_accepted() {
        given([asked()]).by(MENTOR).after(Duration::from_hours(4)).when(ACCEPT()).refused("time_passed");
        given([asked()]).by(MENTOR).after(Duration::from_hours(5)).when(ACCEPT()).refused("request_closed");
    }
}
