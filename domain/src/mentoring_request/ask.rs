use serde::{Deserialize, Serialize};

use super::{Event, MentoringRequest, Rejection, times};
use crate::{
    core::{At, Command, Decision, Span, UserId, text},
    mentor_topic,
};

/// A student asks. The request's id derives from the HTTP request, so asked again it is the same one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ask {
    pub mentor: UserId,
    pub topic: String,
    pub message: String,
    pub times: Vec<Span>,
}

impl Command for Ask {
    const NAME: &'static str = "ask";
    type Entity = MentoringRequest;
    type Reply = ();

    fn decide(self, state: &MentoringRequest, at: &At) -> Decision<Self> {
        let student = at.user().ok_or(Rejection::Forbidden)?;
        if let Some(card) = &state.card {
            return if card.student == student { Ok((vec![], ())) } else { Err(Rejection::NotFound) };
        }
        if student == self.mentor {
            return Err(Rejection::Own);
        }
        let topic = at.seal(student, 1, &mentor_topic::name(&self.topic)?)?.into();
        let message = at.seal(student, 0, &text::paragraph("message", &self.message, 2_000)?)?;
        let times = times::checked(self.times, at.now)?;
        let expires_at = times::expiry(&times, at.now);
        let (id, mentor) = (at.entity.0, self.mentor);
        Ok((vec![Event::Asked { id, student, mentor, topic, message, times, expires_at, at: at.now }], ()))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::core::{Duration, testing::*};

    /// `from` to `to` hours from now.
    pub fn hours(from: i64, to: i64) -> Span {
        Span { start: NOW + Duration::from_hours(from), end: NOW + Duration::from_hours(to) }
    }

    pub fn asked() -> Event {
        Event::Asked {
            id: id(1),
            student: STUDENT,
            mentor: MENTOR,
            topic: sealed(STUDENT, 1, 1, "Algebra").into(),
            message: sealed(STUDENT, 1, 0, "Please help."),
            times: vec![hours(3, 4), hours(5, 6)],
            expires_at: NOW + Duration::from_hours(5),
            at: NOW,
        }
    }

    fn ask() -> Ask {
        let times = vec![hours(5, 6), hours(3, 4)];
        Ask { mentor: MENTOR, topic: "Algebra".into(), message: "Please help.".into(), times }
    }

    #[test]
    fn a_student_asks_once_with_a_sealed_message() {
        given([]).by(STUDENT).when(ask()).then([asked()]);
        given([asked()]).by(STUDENT).when(ask()).nothing();
        given([asked()]).by(STRANGER).when(ask()).refused("not_found");
    }

    #[test]
    fn nobody_asks_themselves_or_for_nothing() {
        given([]).by(MENTOR).when(ask()).refused("own_request");
        given([]).by(STUDENT).when(Ask { times: vec![], ..ask() }).refused("times_invalid");
        given([]).by(STUDENT).when(Ask { message: String::new(), ..ask() }).refused("text_empty");
        given([]).when(ask()).refused("forbidden");
    }
}
