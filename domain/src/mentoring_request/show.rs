use serde::{Deserialize, Serialize};

use super::{MentoringRequest, RequestRow};
use crate::core::{At, Command, Decision, Seen};

/// The request for its two people; what they may do now is [`RequestRow::can`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Show;

impl Command for Show {
    const NAME: &'static str = "show";
    type Entity = MentoringRequest;
    type Reply = Seen<RequestRow>;

    fn decide(self, state: &MentoringRequest, at: &At) -> Decision<Self> {
        let (card, _) = state.own(at)?;
        Ok((vec![], Seen::new(at, card.clone())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::testing::*,
        mentoring_request::{Can, ask::tests::asked},
    };

    #[test]
    fn the_two_see_it_and_what_they_may_do() {
        let seen = given([asked()]).by(STUDENT).when(Show).nothing().value;
        assert_eq!(seen.can(STUDENT, NOW), Can { withdraw: true, ..Can::default() });
        assert_eq!(seen.can(MENTOR, NOW), Can { accept: true, decline: true, propose: true, withdraw: false });
        assert_eq!(seen.can(STRANGER, NOW), Can::default());
        given([asked()]).by(STRANGER).when(Show).refused("not_found");
        given([asked()]).by(ADMIN).when(Show).refused("not_found");
    }
}
