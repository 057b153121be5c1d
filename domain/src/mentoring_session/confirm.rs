use serde::{Deserialize, Serialize};

use super::{Event, MentoringSession, Rejection, state::Stage};
use crate::core::{At, Command, Decision};

/// The slot is the session's own: from now on people see it. Confirmed already it stays so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Confirm;

impl Command for Confirm {
    const NAME: &'static str = "confirm";
    type Entity = MentoringSession;
    type Reply = ();

    fn decide(self, state: &MentoringSession, at: &At) -> Decision<Self> {
        match state.stage {
            _ if !at.is_system() => Err(Rejection::Forbidden),
            Stage::New => Err(Rejection::NotFound),
            Stage::Void => Err(Rejection::Over),
            Stage::Planned => Ok((vec![Event::Confirmed], ())),
            Stage::Certain => Ok((vec![], ())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::testing::*,
        mentoring_session::plan::tests::{planned, scheduled},
    };

    #[test]
    fn a_planned_session_is_confirmed_once() {
        given([planned()]).when(Confirm).then([Event::Confirmed]);
        given(scheduled([])).when(Confirm).nothing();
        given([planned(), Event::Voided]).when(Confirm).refused("session_over");
        given([]).when(Confirm).refused("not_found");
        given([planned()]).by(MENTOR).when(Confirm).refused("forbidden");
    }
}
