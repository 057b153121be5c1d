use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{CallRoom, Event, Rejection};
use crate::core::{At, Command, Decision, Span, UserId};

/// People that a room admits, the host among them.
pub const PARTICIPANTS_MAX: usize = 50;

/// The platform makes a room for a session. Made already it stays as it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Create {
    pub session: Uuid,
    pub host: UserId,
    pub participants: BTreeSet<UserId>,
    /// When people may come; at the end the call is over.
    pub times: Span,
}

impl Command for Create {
    const NAME: &'static str = "create";
    type Entity = CallRoom;
    type Reply = ();

    fn decide(self, state: &CallRoom, at: &At) -> Decision<Self> {
        if !at.is_system() {
            return Err(Rejection::Forbidden);
        }
        if state.room.is_some() {
            return Ok((vec![], ()));
        }
        let mut participants = self.participants;
        participants.insert(self.host);
        if participants.len() > PARTICIPANTS_MAX {
            return Err(Rejection::TooMany { max: PARTICIPANTS_MAX });
        }
        let participants = participants.into_iter().collect();
        let (id, session, host, times) = (at.entity.0, self.session, self.host, self.times);
        Ok((vec![Event::Created { id, session, host, participants, times }], ()))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::core::{Duration, testing::*};

    pub const TIMES: Span = Span { start: Timestamp(NOW.0 - 1), end: Timestamp(NOW.0 + 3_600_000) };
    use crate::core::Timestamp;

    pub const SESSION: Uuid = id(9);

    pub fn created() -> Event {
        Event::Created { id: id(1), session: SESSION, host: MENTOR, participants: vec![STUDENT, MENTOR], times: TIMES }
    }

    /// An open room, then `more`.
    pub fn open(more: impl IntoIterator<Item = Event>) -> Vec<Event> {
        [created(), Event::Opened { at: NOW }].into_iter().chain(more).collect()
    }

    pub fn joined(user: UserId) -> Event {
        Event::Joined { user, at: NOW }
    }

    fn create() -> Create {
        Create { session: SESSION, host: MENTOR, participants: [STUDENT].into(), times: TIMES }
    }

    #[test]
    fn the_platform_makes_it_once_with_the_host_among_the_participants() {
        given([]).when(create()).then([created()]);
        given([created()]).when(create()).nothing();
        given([]).by(MENTOR).when(create()).refused("forbidden");
        assert_eq!(TIMES.end, NOW + Duration::from_hours(1));
    }

    #[test]
    fn participants_are_bounded() {
        let participants = (0..50).map(user).collect();
        given([]).when(Create { participants, ..create() }).refused("too_many_participants");
    }
}
