use serde::{Deserialize, Serialize};

use super::{Event, MentoringSession};
use crate::core::{At, Command, Decision, Entity};

/// Wakes the session: a while after its end it is over.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Due;

impl Command for Due {
    const NAME: &'static str = MentoringSession::WAKE;
    type Entity = MentoringSession;
    type Reply = ();

    fn decide(self, state: &MentoringSession, at: &At) -> Decision<Self> {
        let over = state.due().filter(|due| at.now >= *due).and(state.card.as_ref());
        let completed = |room| Event::Completed { room, by: None, at: at.now };
        Ok((over.map(|card| completed(card.room)).into_iter().collect(), ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::{Duration, testing::*},
        mentoring_session::plan::tests::scheduled,
    };

    #[test]
    fn a_session_comes_to_its_end_by_itself() {
        let after = Duration::from_mins(255);
        let completed = Event::Completed { room: id(8), by: None, at: NOW + after };
        given(scheduled([])).after(after).when(Due).then([completed.clone()]);
        given(scheduled([])).after(Duration::from_mins(254)).when(Due).nothing();
        given(scheduled([completed])).after(after).when(Due).nothing();
    }
}
