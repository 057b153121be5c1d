use serde::{Deserialize, Serialize};

use super::{MentoringSession, SessionRow};
use crate::core::{At, Command, Decision, Seen};

/// The session for its two participants; what they may do now is [`SessionRow::can`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Show;

impl Command for Show {
    const NAME: &'static str = "show";
    type Entity = MentoringSession;
    type Reply = Seen<SessionRow>;

    fn decide(self, state: &MentoringSession, at: &At) -> Decision<Self> {
        let card = if at.is_system() { state.certain()? } else { state.own(at)?.0 };
        Ok((vec![], Seen::new(at, card.clone())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::testing::*,
        mentoring_session::{Can, plan::tests::scheduled},
    };

    #[test]
    fn participants_see_it_and_what_they_may_do() {
        let seen = given(scheduled([])).by(STUDENT).when(Show).nothing();
        assert_eq!(seen.value.can(STUDENT, NOW), Can { cancel: true, ..Can::default() });
        given(scheduled([])).by(STRANGER).when(Show).refused("not_found");
        given(scheduled([])).by(ADMIN).when(Show).refused("not_found");
    }
}
