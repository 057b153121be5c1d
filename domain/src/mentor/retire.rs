use serde::{Deserialize, Serialize};

use super::{Event, Mentor, Rejection};
use crate::core::{At, Command, Decision, UserId};

/// The person is no longer a mentor: they leave the directory and keep their ratings. Not listed they stay so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Retire;

impl Command for Retire {
    const NAME: &'static str = "retire";
    type Entity = Mentor;
    type Reply = ();

    fn decide(self, state: &Mentor, at: &At) -> Decision<Self> {
        if !at.is_system() {
            return Err(Rejection::Forbidden);
        }
        let id = UserId(at.entity.0);
        let retired = state.listed().map(|card| Event::Retired { id, topics: card.topics.clone() });
        Ok((retired.into_iter().collect(), ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::testing::*,
        mentor::{Show, create::tests::created},
    };

    #[test]
    fn a_retired_mentor_is_not_found_and_may_come_back() {
        let retired = Event::Retired { id: SELF, topics: vec!["Art".into()] };
        given([created(&["Art"])]).when(Retire).then([retired.clone()]);
        given([created(&["Art"]), retired.clone()]).when(Retire).nothing();
        given([created(&["Art"]), retired.clone()]).by(STUDENT).when(Show).refused("not_found");
        given([created(&["Art"]), retired, created(&["Art"])]).by(STUDENT).when(Show).nothing();
    }
}
