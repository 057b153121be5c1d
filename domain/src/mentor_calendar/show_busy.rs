use serde::{Deserialize, Serialize};

use super::MentorCalendar;
use crate::core::{At, Command, Decision, Span};

/// When the mentor is taken within a span, in order, without saying by whom. At most 500.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ShowBusy {
    pub within: Span,
}

impl Command for ShowBusy {
    const NAME: &'static str = "show_busy";
    type Entity = MentorCalendar;
    type Reply = Vec<Span>;

    fn decide(self, state: &MentorCalendar, at: &At) -> Decision<Self> {
        let mut busy: Vec<_> = state.taken(at.now).map(|slot| slot.span).filter(|span| span.overlaps(&self.within)).collect();
        busy.sort();
        busy.truncate(500);
        Ok((vec![], busy))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::testing::*,
        mentor_calendar::hold::tests::{held, span},
    };

    #[test]
    fn taken_times_within_the_span_come_in_order() {
        let history = [held(8, span(200, 260)), held(7, span(60, 120)), held(9, span(2_000, 2_060))];
        let busy = given(history).by(STUDENT).when(ShowBusy { within: span(0, 1_000) }).nothing();
        assert_eq!(busy, [span(60, 120), span(200, 260)]);
    }
}
