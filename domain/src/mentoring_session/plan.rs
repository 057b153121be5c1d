use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Event, MentoringSession, Rejection, state::Stage};
use crate::core::{At, Command, Decision, Span, UserId, Words};

/// The request's saga makes the session, which nobody sees before it is confirmed. Planned already it stays so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Plan {
    pub request: Uuid,
    pub student: UserId,
    pub mentor: UserId,
    /// Sealed by the student.
    pub topic: Words,
    pub span: Span,
    pub hold: Uuid,
    pub channel: Uuid,
    pub room: Uuid,
}

impl Command for Plan {
    const NAME: &'static str = "plan";
    type Entity = MentoringSession;
    type Reply = ();

    fn decide(self, state: &MentoringSession, at: &At) -> Decision<Self> {
        if !at.is_system() {
            return Err(Rejection::Forbidden);
        }
        if state.stage != Stage::New {
            return Ok((vec![], ()));
        }
        let Self { request, student, mentor, topic, span, hold, channel, room } = self;
        let id = at.entity.0;
        Ok((vec![Event::Planned { id, request, student, mentor, topic, span, hold, channel, room }], ()))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{
        core::{Duration, Entity, OrganizationId, Rows, testing::*},
        mentoring_session::Show,
    };

    /// From three hours to four from now.
    pub fn span() -> Span {
        Span { start: NOW + Duration::from_hours(3), end: NOW + Duration::from_hours(4) }
    }

    fn plan() -> Plan {
        Plan {
            request: id(5),
            student: STUDENT,
            mentor: MENTOR,
            topic: "Algebra".into(),
            span: span(),
            hold: id(6),
            channel: id(7),
            room: id(8),
        }
    }

    pub fn planned() -> Event {
        Event::Planned {
            id: id(1),
            request: id(5),
            student: STUDENT,
            mentor: MENTOR,
            topic: "Algebra".into(),
            span: span(),
            hold: id(6),
            channel: id(7),
            room: id(8),
        }
    }

    /// A session for all to see, then `more`.
    pub fn scheduled(more: impl IntoIterator<Item = Event>) -> Vec<Event> {
        [planned(), Event::Confirmed].into_iter().chain(more).collect()
    }

    #[test]
    fn the_platform_plans_it_once() {
        given([]).when(plan()).then([planned()]);
        given([planned()]).when(plan()).nothing();
        given([]).by(MENTOR).when(plan()).refused("forbidden");
    }

    #[test]
    fn a_planned_session_is_for_nobodys_eyes_and_in_no_list() {
        given([planned()]).by(MENTOR).when(Show).refused("not_found");
        let state: MentoringSession = given([planned()]).state;
        let mut rows = Rows::new(OrganizationId::default(), id(1).into(), 1);
        state.rows(&planned(), &mut rows);
        assert_eq!((rows.changes.len(), state.due()), (0, None));
    }
}
