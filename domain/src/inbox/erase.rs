use serde::{Deserialize, Serialize};

use super::{Event, Inbox, Rejection};
use crate::core::{At, Command, Decision};

/// The person's account has ended: nothing is kept for them, and nothing more is taken. Erased already it stays so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Erase;

impl Command for Erase {
    const NAME: &'static str = "erase";
    type Entity = Inbox;
    type Reply = ();

    fn decide(self, state: &Inbox, at: &At) -> Decision<Self> {
        if !at.is_system() {
            return Err(Rejection::Forbidden);
        }
        let listed = state.listed.iter().copied().collect();
        Ok((if state.erased { vec![] } else { vec![Event::Erased { listed }] }, ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::{Entity, OrganizationId, RowChange, Rows, testing::*},
        inbox::take::tests::{notification, taken},
    };

    #[test]
    fn an_erased_inbox_is_empty_and_takes_no_more() {
        let erased = Event::Erased { listed: vec![1, 2] };
        given([taken(1), taken(2)]).when(Erase).then([erased.clone()]);
        let gone = || given([taken(1), taken(2), erased.clone()]);
        gone().when(Erase).nothing();
        gone().when(super::super::Take { notification: notification() }).nothing();
        let mut rows = Rows::new(OrganizationId::default(), SELF.into(), 3);
        gone().state.rows(&erased, &mut rows);
        assert!(rows.changes.len() == 2 && rows.changes.iter().all(|row| row.change == RowChange::Delete));
        given([taken(1)]).by(SELF).when(Erase).refused("forbidden");
    }
}
