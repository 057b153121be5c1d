use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Event, MentorCalendar, Rejection};
use crate::core::{At, Command, Decision, Duration, Span, Timestamp};

/// Longest time between a hold and its confirmation.
pub const HOLD_MAX: Duration = Duration::from_hours(1);
/// Appointments and holds that a calendar keeps.
pub const SLOTS_MAX: usize = 2_000;
const SPAN_MAX: Duration = Duration::from_hours(12);

/// Takes a time until `until`, for the holder to confirm. The holder names one attempt at an appointment. Held again it stays.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Hold {
    pub holder: Uuid,
    pub span: Span,
    pub until: Timestamp,
}

impl Command for Hold {
    const NAME: &'static str = "hold";
    type Entity = MentorCalendar;
    type Reply = ();

    fn decide(self, state: &MentorCalendar, at: &At) -> Decision<Self> {
        if !at.is_system() {
            return Err(Rejection::Forbidden);
        }
        if let Some(own) = state.taken(at.now).find(|slot| slot.holder == self.holder) {
            return if own.span == self.span { Ok((vec![], ())) } else { Err(Rejection::HolderBusy) };
        }
        let length = self.span.length();
        if length <= Duration(0) || length > SPAN_MAX || self.until > at.now + HOLD_MAX {
            return Err(Rejection::Span);
        }
        if self.span.start <= at.now {
            return Err(Rejection::Passed);
        }
        if state.taken(at.now).any(|slot| slot.span.overlaps(&self.span)) {
            return Err(Rejection::NotFree);
        }
        if state.taken(at.now).filter(|slot| slot.is_kept(at.now)).count() >= SLOTS_MAX {
            return Err(Rejection::Full);
        }
        let held = Event::Held { holder: self.holder, span: self.span, until: self.until, at: at.now };
        Ok((state.lapsed(at.now).into_iter().chain([held]).collect(), ()))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::core::testing::*;

    pub const UNTIL: Timestamp = Timestamp(NOW.0 + 60_000);

    /// `from` to `to` minutes from now.
    pub fn span(from: i64, to: i64) -> Span {
        Span { start: NOW + Duration::from_mins(from), end: NOW + Duration::from_mins(to) }
    }

    pub fn held(n: u128, span: Span) -> Event {
        Event::Held { holder: id(n), span, until: UNTIL, at: NOW }
    }

    fn hold(n: u128, span: Span) -> Hold {
        Hold { holder: id(n), span, until: UNTIL }
    }

    #[test]
    fn a_free_time_is_held() {
        given([]).when(hold(7, span(60, 120))).then([held(7, span(60, 120))]);
    }

    #[test]
    fn a_taken_time_is_refused_and_one_beside_it_is_free() {
        let taken = held(7, span(60, 120));
        given([taken.clone()]).when(hold(8, span(90, 150))).refused("mentor_not_free");
        given([taken.clone()]).when(hold(8, span(30, 180))).refused("mentor_not_free");
        given([taken]).when(hold(8, span(120, 180))).then([held(8, span(120, 180))]);
    }

    #[test]
    fn the_same_holder_holds_the_same_time_once_and_no_other() {
        let taken = held(7, span(60, 120));
        given([taken.clone()]).when(hold(7, span(60, 120))).nothing();
        given([taken]).when(hold(7, span(180, 240))).refused("holder_busy");
    }

    #[test]
    fn a_hold_past_its_end_gives_way_even_before_the_wake_up() {
        let (old, new) = (span(60, 120), span(90, 150));
        let later = NOW + Duration::from_mins(2);
        let until = later + Duration::from_mins(1);
        let events = [Event::Lapsed { holders: vec![id(7)] }, Event::Held { holder: id(8), span: new, until, at: later }];
        given([held(7, old)]).after(Duration::from_mins(2)).when(Hold { holder: id(8), span: new, until }).then(events);
    }

    #[test]
    fn what_cannot_be_a_slot_is_refused() {
        given([]).when(hold(7, span(120, 60))).refused("time_invalid");
        given([]).when(hold(7, span(60, 60 * 24))).refused("time_invalid");
        given([]).when(hold(7, span(0, 60))).refused("time_passed");
        given([]).when(Hold { until: NOW + Duration::from_days(1), ..hold(7, span(60, 120)) }).refused("time_invalid");
        given([]).by(MENTOR).when(hold(7, span(60, 120))).refused("forbidden");
    }

    #[test]
    fn a_full_calendar_has_room_again_when_what_filled_it_is_over() {
        let slot = |n: u128| {
            let from = i64::try_from(n).unwrap() + 1;
            [held(n + 10, span(from, from + 1)), Event::Confirmed { holder: id(n + 10), span: span(from, from + 1) }]
        };
        let full: Vec<_> = (0..SLOTS_MAX as u128).flat_map(slot).collect();
        let hours = i64::try_from(SLOTS_MAX).unwrap() / 60 + 25;
        given(full.clone()).when(hold(7, span(60 * 100, 60 * 101))).refused("calendar_full");
        let later = NOW + Duration::from_hours(hours);
        let hold = Hold { holder: id(7), span: span(60 * 100, 60 * 101), until: later + Duration::from_mins(1) };
        given(full).after(Duration::from_hours(hours)).when(hold).taken();
    }

    #[test]
    fn slots_long_over_are_forgotten() {
        let confirmed = Event::Confirmed { holder: id(7), span: span(60, 120) };
        let later = span(60 * 24 * 3, 60 * 24 * 3 + 60);
        let at = NOW + Duration::from_days(2);
        let held_later = Event::Held { holder: id(8), span: later, until: at, at };
        assert_eq!(given::<MentorCalendar>([held(7, span(60, 120)), confirmed, held_later]).state.slots.len(), 1);
    }
}
