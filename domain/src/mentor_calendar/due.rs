use serde::{Deserialize, Serialize};

use super::MentorCalendar;
use crate::core::{At, Command, Decision, Entity};

/// Wakes the calendar: holds past their end lapse.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Due;

impl Command for Due {
    const NAME: &'static str = MentorCalendar::WAKE;
    type Entity = MentorCalendar;
    type Reply = ();

    fn decide(self, state: &MentorCalendar, at: &At) -> Decision<Self> {
        Ok((state.lapsed(at.now).into_iter().collect(), ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::{Duration, testing::*},
        mentor_calendar::{
            Event,
            hold::tests::{UNTIL, held, span},
        },
    };

    #[test]
    fn a_hold_lapses_at_its_end_and_not_before() {
        let given_hold = || given::<MentorCalendar>([held(7, span(60, 120))]);
        assert_eq!(given_hold().state.due(), Some(UNTIL));
        given_hold().when(Due).nothing();
        let lapsed = Event::Lapsed { holders: vec![id(7)] };
        given_hold().after(Duration::from_mins(1)).when(Due).then([lapsed]);
    }

    #[test]
    fn an_appointment_waits_for_nothing() {
        let confirmed = Event::Confirmed { holder: id(7), span: span(60, 120) };
        assert_eq!(given::<MentorCalendar>([held(7, span(60, 120)), confirmed]).state.due(), None);
    }
}
