use serde::{Deserialize, Serialize};

use super::{Channel, Event};
use crate::core::{At, Command, Decision, UserId};

/// The platform or an administrator takes somebody out: they read no more. Out already they stay so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RemoveMember {
    pub user: UserId,
}

impl Command for RemoveMember {
    const NAME: &'static str = "remove_member";
    type Entity = Channel;
    type Reply = ();

    fn decide(self, state: &Channel, at: &At) -> Decision<Self> {
        let member = state.managed(at)?.members.contains(&self.user);
        Ok((if member { vec![Event::MemberRemoved { user: self.user, at: at.now }] } else { vec![] }, ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        channel::{Show, open::tests::opened},
        core::testing::*,
    };

    #[test]
    fn somebody_removed_reads_no_more() {
        let removed = Event::MemberRemoved { user: STUDENT, at: NOW };
        given([opened()]).when(RemoveMember { user: STUDENT }).then([removed.clone()]);
        given([opened(), removed.clone()]).when(RemoveMember { user: STUDENT }).nothing();
        given([opened(), removed]).by(STUDENT).when(Show).refused("not_found");
    }

    #[test]
    fn members_remove_nobody() {
        given([opened()]).by(STUDENT).when(RemoveMember { user: MENTOR }).refused("forbidden");
    }
}
