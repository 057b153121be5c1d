use serde::{Deserialize, Serialize};

use super::{Event, MentorApplication, Rejection, State};
use crate::{
    core::{At, Command, Decision, Role, UserId, text},
    mentor_topic::{self, Topic, Typed},
};

/// Topics a mentor names.
pub const TOPICS_MAX: usize = 8;

/// A person applies, for the first time or after a refusal.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Apply {
    pub topics: Vec<Typed>,
    pub headline: String,
    pub motivation: String,
}

impl Command for Apply {
    const NAME: &'static str = "apply";
    type Entity = MentorApplication;
    type Reply = ();

    fn decide(self, state: &MentorApplication, at: &At) -> Decision<Self> {
        let applicant = UserId(at.entity.0);
        if !at.is_user(applicant) {
            return Err(Rejection::NotFound);
        }
        match state.card.as_ref().map(|card| card.state) {
            Some(State::Pending) => return Err(Rejection::Pending),
            Some(State::Approved) if at.has(Role::Mentor) => return Err(Rejection::Approved),
            _ => {}
        }
        if !(1..=TOPICS_MAX).contains(&self.topics.len()) {
            return Err(Rejection::Topics { max: TOPICS_MAX });
        }
        let seal =
            |(n, Typed { id, name }): (u32, Typed)| Ok::<_, Rejection>(Topic::Named { id, name: at.seal(applicant, n, &name)? });
        let topics = (2..).zip(mentor_topic::names(self.topics)?).map(seal).collect::<Result<_, _>>()?;
        let headline = at.seal(applicant, 0, &text::line("headline", &self.headline, 120)?)?;
        let motivation = at.seal(applicant, 1, &text::paragraph("motivation", &self.motivation, 2_000)?)?;
        Ok((vec![Event::Applied { applicant, topics, headline, motivation, at: at.now }], ()))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::core::{Actor, EntityId, testing::*};

    pub fn applied() -> Event {
        Event::Applied {
            applicant: SELF,
            topics: vec![Topic::Named { id: EntityId(id(9)), name: sealed(SELF, 1, 2, "Algebra") }],
            headline: sealed(SELF, 1, 0, "I teach"),
            motivation: sealed(SELF, 1, 1, "I like to."),
            at: NOW,
        }
    }

    fn apply() -> Apply {
        let typed = |name: &str| Typed { id: EntityId(id(9)), name: name.into() };
        let topics = vec![typed("Algebra"), typed("algebra ")];
        Apply { topics, headline: "I teach".into(), motivation: "I like to.".into() }
    }

    #[test]
    fn a_person_applies_with_sealed_words() {
        given([]).by(SELF).when(apply()).then([applied()]);
    }

    #[test]
    fn one_application_at_a_time() {
        given([applied()]).by(SELF).when(apply()).refused("application_pending");
    }

    #[test]
    fn after_a_refusal_one_may_try_again_and_after_losing_the_role_too() {
        let declined = Event::Declined { applicant: SELF, reason: sealed(SELF, 2, 0, "no"), by: Some(ADMIN), at: NOW };
        given([applied(), declined]).by(SELF).when(apply()).taken();
        let (topics, headline) = (vec!["Algebra".into()], sealed(SELF, 1, 0, "I teach"));
        let approved = Event::Approved { applicant: SELF, topics, headline, by: Some(ADMIN), at: NOW };
        given([applied(), approved.clone()]).by(SELF).when(apply()).taken();
        let mentor = Actor::User { id: SELF, roles: vec![Role::Mentor] };
        given([applied(), approved]).by_actor(mentor).when(apply()).refused("already_mentor");
    }

    #[test]
    fn what_is_said_is_bounded() {
        given([]).by(SELF).when(Apply { topics: vec![], ..apply() }).refused("topics_invalid");
        given([])
            .by(SELF)
            .when(Apply { topics: vec![Typed { id: EntityId(id(9)), name: "x".into() }; 9], ..apply() })
            .refused("topics_invalid");
        given([]).by(SELF).when(Apply { headline: "x".repeat(121), ..apply() }).refused("text_too_long");
        given([]).by(STRANGER).when(apply()).refused("not_found");
    }
}
