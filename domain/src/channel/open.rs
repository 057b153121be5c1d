use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Channel, Event, Kind, Rejection};
use crate::core::{At, Command, Decision, UserId, Words, text};

/// Members a channel holds.
pub const MEMBERS_MAX: usize = 200;

/// The platform opens a channel for these people. Open already it stays as it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Open {
    pub kind: Kind,
    /// Sealed by whoever wrote it.
    pub title: Words,
    pub members: BTreeSet<UserId>,
}

impl Command for Open {
    const NAME: &'static str = "open";
    type Entity = Channel;
    type Reply = ();

    fn decide(self, state: &Channel, at: &At) -> Decision<Self> {
        if !at.is_system() {
            return Err(Rejection::Forbidden);
        }
        if state.card.is_some() {
            return Ok((vec![], ()));
        }
        if self.members.len() > MEMBERS_MAX {
            return Err(Rejection::TooManyMembers { max: MEMBERS_MAX });
        }
        let title = match self.title {
            Words::Open(title) => Words::Open(text::line("title", &title, 120)?),
            sealed @ Words::Sealed(_) => sealed,
        };
        let members = self.members.into_iter().collect();
        Ok((vec![Event::Opened { id: at.entity.0, kind: self.kind, title, members, at: at.now }], ()))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::core::{Role, testing::*};

    pub fn opened() -> Event {
        let (kind, members) = (Kind::Session(id(9)), vec![STUDENT, MENTOR]);
        Event::Opened { id: id(1), kind, title: "Algebra".into(), members, at: NOW }
    }

    fn open() -> Open {
        Open { kind: Kind::Session(id(9)), title: "Algebra".into(), members: [STUDENT, MENTOR].into() }
    }

    #[test]
    fn the_platform_opens_it_once() {
        given([]).when(open()).then([opened()]);
        given([opened()]).when(open()).nothing();
    }

    #[test]
    fn people_open_none() {
        given([]).by(STUDENT).when(open()).refused("forbidden");
        assert!(given::<Channel>([]).by(ADMIN).at.has(Role::Admin));
        given([]).by(ADMIN).when(open()).refused("forbidden");
    }

    #[test]
    fn members_are_bounded() {
        let members = (0..=MEMBERS_MAX as u128).map(user).collect();
        given([]).when(Open { members, ..open() }).refused("too_many_members");
    }
}
