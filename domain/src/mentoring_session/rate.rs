use serde::{Deserialize, Serialize};

use super::{Event, MentoringSession, Rejection};
use crate::core::{At, Command, Decision, text};

/// The student who took part rates it, once: when it is over, or once both have come. Of one that came to
/// its end by itself only who came has something to say.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rate {
    pub stars: u8,
    pub comment: Option<String>,
}

impl Command for Rate {
    const NAME: &'static str = "rate";
    type Entity = MentoringSession;
    type Reply = ();

    fn decide(self, state: &MentoringSession, at: &At) -> Decision<Self> {
        let (card, by) = state.own(at)?;
        card.may_rate(by)?;
        if !(1..=5).contains(&self.stars) {
            return Err(Rejection::Stars);
        }
        let comment = text::optional_paragraph("comment", self.comment.as_deref(), 1_000)?;
        let comment = comment.map(|comment| at.seal(by, 0, &comment)).transpose()?;
        Ok((vec![Event::Rated { mentor: card.mentor, by, stars: self.stars, comment, at: at.now }], ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{core::testing::*, mentoring_session::plan::tests::scheduled};

    const COMPLETED: Event = Event::Completed { room: id(8), by: Some(MENTOR), at: NOW };
    const RATE: Rate = Rate { stars: 5, comment: None };

    fn rated() -> Event {
        Event::Rated { mentor: MENTOR, by: STUDENT, stars: 5, comment: None, at: NOW }
    }

    #[test]
    fn the_student_rates_once_when_it_is_over() {
        given(scheduled([COMPLETED])).by(STUDENT).when(RATE).then([rated()]);
        given(scheduled([COMPLETED, rated()])).by(STUDENT).when(RATE).refused("already_rated");
    }

    #[test]
    fn or_once_both_have_come() {
        let come = |user| Event::Joined { user, at: NOW };
        given(scheduled([come(STUDENT)])).by(STUDENT).when(RATE).refused("too_early_to_rate");
        given(scheduled([come(STUDENT), come(MENTOR)])).by(STUDENT).when(RATE).then([rated()]);
    }

    #[test]
    fn of_one_that_came_to_its_end_by_itself_who_came() {
        let (come, over) = (Event::Joined { user: STUDENT, at: NOW }, Event::Completed { room: id(8), by: None, at: NOW });
        given(scheduled([over.clone()])).by(STUDENT).when(RATE).refused("forbidden");
        given(scheduled([come, over])).by(STUDENT).when(RATE).then([rated()]);
    }

    #[test]
    fn nobody_else_rates() {
        given(scheduled([COMPLETED])).by(MENTOR).when(RATE).refused("forbidden");
        given(scheduled([COMPLETED])).by(STRANGER).when(RATE).refused("not_found");
    }

    #[test]
    fn stars_are_one_to_five_and_comments_bounded() {
        given(scheduled([COMPLETED])).by(STUDENT).when(Rate { stars: 6, comment: None }).refused("stars_invalid");
        let comment = Some("x".repeat(1_001));
        given(scheduled([COMPLETED])).by(STUDENT).when(Rate { stars: 5, comment }).refused("text_too_long");
    }
}
