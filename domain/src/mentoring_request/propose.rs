use serde::{Deserialize, Serialize};

use super::{Event, MentoringRequest, times};
use crate::core::{At, Command, Decision, Span, text};

/// Proposals that a request takes.
pub const ROUNDS_MAX: u32 = 20;

/// Whoever is asked offers other times; then the other is asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Propose {
    pub times: Vec<Span>,
    pub note: Option<String>,
}

impl Command for Propose {
    const NAME: &'static str = "propose";
    type Entity = MentoringRequest;
    type Reply = ();

    fn decide(self, state: &MentoringRequest, at: &At) -> Decision<Self> {
        let (card, by) = state.own(at)?;
        let side = card.may_propose(by, at.now)?;
        let times = times::checked(self.times, at.now)?;
        let note = text::optional_paragraph("note", self.note.as_deref(), 1_000)?;
        let note = note.map(|note| at.seal(by, 0, &note)).transpose()?;
        let expires_at = times::expiry(&times, at.now);
        Ok((vec![Event::Proposed { by, to: card.other(by), side, times, note, expires_at, at: at.now }], ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::{Duration, UserId, testing::*},
        mentoring_request::{
            Can, Side,
            ask::tests::{asked, hours},
        },
    };

    fn propose() -> Propose {
        Propose { times: vec![hours(7, 8)], note: Some("Later?".into()) }
    }

    fn proposed(by: UserId, to: UserId, side: Side, position: u64) -> Event {
        let note = Some(sealed(by, position, 0, "Later?"));
        let expires_at = NOW + Duration::from_hours(7);
        Event::Proposed { by, to, side, times: vec![hours(7, 8)], note, expires_at, at: NOW }
    }

    #[test]
    fn the_two_take_turns() {
        let by_mentor = proposed(MENTOR, STUDENT, Side::Mentor, 2);
        given([asked()]).by(MENTOR).when(propose()).then([by_mentor.clone()]);
        given([asked()]).by(STUDENT).when(propose()).refused("not_your_turn");
        let by_student = proposed(STUDENT, MENTOR, Side::Student, 3);
        given([asked(), by_mentor.clone()]).by(STUDENT).when(propose()).then([by_student]);
        given([asked(), by_mentor]).by(MENTOR).when(propose()).refused("not_your_turn");
    }

    #[test]
    fn rounds_are_bounded() {
        let rounds = (0..10).flat_map(|n| {
            let position = n * 2 + 2;
            [proposed(MENTOR, STUDENT, Side::Mentor, position), proposed(STUDENT, MENTOR, Side::Student, position + 1)]
        });
        let history: Vec<_> = [asked()].into_iter().chain(rounds).collect();
        given(history.clone()).by(MENTOR).when(propose()).refused("too_many_proposals");
        let can = |proposals: usize, user| {
            let state: MentoringRequest = given(history[..=proposals].to_vec()).state;
            state.card.expect("it was asked").can(user, NOW)
        };
        assert!(can(19, STUDENT).propose);
        assert_eq!(can(20, MENTOR), Can { accept: true, decline: true, propose: false, withdraw: false });
    }
}
