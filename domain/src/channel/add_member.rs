use serde::{Deserialize, Serialize};

use super::{Channel, Event, MEMBERS_MAX, Rejection};
use crate::core::{At, Command, Decision, UserId};

/// The platform or an administrator lets somebody in. In already they stay so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AddMember {
    pub user: UserId,
}

impl Command for AddMember {
    const NAME: &'static str = "add_member";
    type Entity = Channel;
    type Reply = ();

    fn decide(self, state: &Channel, at: &At) -> Decision<Self> {
        let card = state.managed(at)?;
        if card.members.contains(&self.user) {
            return Ok((vec![], ()));
        }
        if card.members.len() >= MEMBERS_MAX {
            return Err(Rejection::TooManyMembers { max: MEMBERS_MAX });
        }
        Ok((vec![Event::MemberAdded { user: self.user, at: at.now }], ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{channel::open::tests::opened, core::testing::*};

    #[test]
    fn somebody_is_added_once() {
        let added = Event::MemberAdded { user: ADMIN, at: NOW };
        given([opened()]).by(ADMIN).when(AddMember { user: ADMIN }).then([added]);
        given([opened()]).by(ADMIN).when(AddMember { user: MENTOR }).nothing();
    }

    #[test]
    fn members_add_nobody_and_strangers_see_nothing() {
        given([opened()]).by(STUDENT).when(AddMember { user: STRANGER }).refused("forbidden");
        given([opened()]).by(STRANGER).when(AddMember { user: STRANGER }).refused("not_found");
    }

    #[test]
    fn a_full_channel_takes_no_more() {
        let added = (0..198).map(|n| Event::MemberAdded { user: user(1_000 + n), at: NOW });
        given([opened()].into_iter().chain(added)).when(AddMember { user: ADMIN }).refused("too_many_members");
    }
}
