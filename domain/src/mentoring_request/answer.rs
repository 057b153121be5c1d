use serde::{Deserialize, Serialize};

use super::{
    Event, MentoringRequest, Rejection, Setback,
    attempt::{Running, Stage},
};
use crate::core::{Answer, At, Command, Decision};

/// What a step of the saga answered. Answers to anything but the running step are late and change nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TakeAnswer(pub Answer);

impl Command for TakeAnswer {
    const NAME: &'static str = Answer::COMMAND;
    type Entity = MentoringRequest;
    type Reply = ();

    fn decide(self, state: &MentoringRequest, at: &At) -> Decision<Self> {
        if !at.is_system() {
            return Err(Rejection::Forbidden);
        }
        let Some(running) = state.running.as_ref().filter(|running| running.asked == self.0.position) else {
            return Ok((vec![], ()));
        };
        if let Some(code) = self.0.outcome.refusal() {
            return Ok((vec![MentoringRequest::reopened(running, setback(code), at.now)], ()));
        }
        Ok((next(running, &self.0.step, at), ()))
    }
}

fn next(running: &Running, step: &str, at: &At) -> Vec<Event> {
    let attempt = running.attempt.clone();
    let asked = at.position;
    match (&running.stage, step) {
        (Stage::Holding, "hold") => vec![Event::Held { attempt, asked }],
        (Stage::Making { missing }, step) => {
            let Some(part) = missing.iter().copied().find(|part| part.step() == step) else { return vec![] };
            let made = Event::PartMade { part };
            if missing.len() > 1 { vec![made] } else { vec![made, Event::PartsMade { attempt, asked: asked + 1 }] }
        }
        (Stage::Confirming, "confirm") => vec![Event::SlotConfirmed { attempt, asked }],
        (Stage::Showing, "show") => {
            let to = if attempt.by == attempt.student { attempt.mentor } else { attempt.student };
            vec![Event::Accepted { session: attempt.session, by: attempt.by, to, at: at.now }]
        }
        _ => vec![],
    }
}

/// What a step's refusal means to the two people.
fn setback(code: &str) -> Setback {
    match code {
        "mentor_not_free" | "calendar_full" => Setback::MentorNotFree,
        "time_passed" => Setback::TimePassed,
        "not_held" => Setback::TimedOut,
        _ => Setback::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::{Outcome, testing::*},
        mentoring_request::{
            Part,
            accept::tests::{attempt, started},
            ask::tests::asked,
        },
    };

    fn answer(step: &str, position: u64, outcome: Outcome) -> TakeAnswer {
        TakeAnswer(Answer { step: step.into(), kind: "any".into(), from: id(9).into(), position, outcome })
    }

    fn done(step: &str, position: u64) -> TakeAnswer {
        answer(step, position, Outcome::done(&()))
    }

    fn refused(step: &str, position: u64, code: &str) -> TakeAnswer {
        answer(step, position, Outcome::Refused(code.into()))
    }

    fn held() -> Event {
        Event::Held { attempt: attempt(MENTOR), asked: 3 }
    }

    fn making() -> Vec<Event> {
        vec![asked(), started(), held()]
    }

    #[test]
    fn each_step_leads_to_the_next() {
        given([asked(), started()]).when(done("hold", 2)).then([held()]);
        let part = |part| Event::PartMade { part };
        let (session, channel, room) = (part(Part::Session), part(Part::Channel), part(Part::Room));
        let mut history = making();
        given(history.clone()).when(done("channel", 3)).then([channel.clone()]);
        history.extend([channel, session]);
        let all = Event::PartsMade { attempt: attempt(MENTOR), asked: 7 };
        given(history.clone()).when(done("room", 3)).then([room.clone(), all.clone()]);
        history.extend([room, all]);
        let confirmed = Event::SlotConfirmed { attempt: attempt(MENTOR), asked: 8 };
        given(history.clone()).when(done("confirm", 7)).then([confirmed.clone()]);
        history.push(confirmed);
        let accepted = Event::Accepted { session: attempt(MENTOR).session, by: MENTOR, to: STUDENT, at: NOW };
        given(history).when(done("show", 8)).then([accepted]);
    }

    #[test]
    fn a_mentor_who_is_not_free_opens_the_request_again() {
        let (attempt, setback) = (attempt(MENTOR), Setback::MentorNotFree);
        let reopened = Event::Reopened { attempt, setback, made: false, at: NOW };
        given([asked(), started()]).when(refused("hold", 2, "mentor_not_free")).then([reopened]);
    }

    #[test]
    fn a_refusal_after_parts_were_asked_for_undoes_them() {
        let reopened = Event::Reopened { attempt: attempt(MENTOR), setback: Setback::Failed, made: true, at: NOW };
        given(making()).when(refused("room", 3, "too_many_participants")).then([reopened]);
    }

    #[test]
    fn late_and_repeated_answers_change_nothing() {
        given(making()).when(done("hold", 2)).nothing();
        given(making()).when(refused("hold", 2, "mentor_not_free")).nothing();
        let made = making().into_iter().chain([Event::PartMade { part: Part::Room }]);
        given(made).when(done("room", 3)).nothing();
        given([asked()]).when(done("hold", 2)).nothing();
    }

    #[test]
    fn nobody_answers_for_the_platform() {
        given([asked(), started()]).by(MENTOR).when(done("hold", 2)).refused("forbidden");
    }
}
