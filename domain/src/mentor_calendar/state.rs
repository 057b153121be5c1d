use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::core::{Duration, Entity, Span, Timestamp};

/// Slots that ended so long ago are forgotten: the journal remembers.
const KEPT: Duration = Duration::from_days(1);

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MentorCalendar {
    pub(super) slots: Vec<Slot>,
}

/// A taken time; `until` is absent once confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Slot {
    pub holder: Uuid,
    pub span: Span,
    pub until: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    Held {
        holder: Uuid,
        span: Span,
        until: Timestamp,
        at: Timestamp,
    },
    Confirmed {
        holder: Uuid,
        span: Span,
    },
    Released {
        holder: Uuid,
        span: Span,
    },
    /// These holds ran out.
    Lapsed {
        holders: Vec<Uuid>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("the mentor is not free at this time; choose another")]
    NotFree,
    #[error("this time has begun already; choose a later one")]
    Passed,
    #[error("a slot ends after it begins, lasts 12 hours at most and is held for an hour at most")]
    Span,
    #[error("this holder holds another time; release it first")]
    HolderBusy,
    #[error("the hold ran out or was never made; hold again")]
    NotHeld,
    #[error("the calendar is full; wait until some appointments are over")]
    Full,
    #[error("only the platform itself changes calendars")]
    Forbidden,
}

impl crate::core::Rejection for Rejection {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFree => "mentor_not_free",
            Self::Passed => "time_passed",
            Self::Span => "time_invalid",
            Self::HolderBusy => "holder_busy",
            Self::NotHeld => "not_held",
            Self::Full => "calendar_full",
            Self::Forbidden => "forbidden",
        }
    }
}

impl Slot {
    pub(super) fn is_kept(&self, now: Timestamp) -> bool {
        now < self.span.end + KEPT
    }

    pub(super) fn counts(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

impl MentorCalendar {
    /// Slots that are taken at `now`: a hold past its end takes nothing.
    pub(super) fn taken(&self, now: Timestamp) -> impl Iterator<Item = &Slot> {
        self.slots.iter().filter(move |slot| slot.counts(now))
    }

    /// The event that sweeps the holds past their end, if there are any.
    pub(super) fn lapsed(&self, now: Timestamp) -> Option<Event> {
        let holders: Vec<_> = self.slots.iter().filter(|slot| !slot.counts(now)).map(|slot| slot.holder).collect();
        (!holders.is_empty()).then_some(Event::Lapsed { holders })
    }
}

impl Entity for MentorCalendar {
    const KIND: &'static str = "mentor_calendar";
    const STATE: u32 = 1;
    type Event = Event;
    type Rejection = Rejection;

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Held { holder, span, until, at } => {
                self.slots.retain(|slot| slot.is_kept(*at));
                self.slots.push(Slot { holder: *holder, span: *span, until: Some(*until) });
            }
            Event::Confirmed { holder, .. } => {
                self.slots.iter_mut().filter(|slot| slot.holder == *holder).for_each(|slot| slot.until = None);
            }
            Event::Released { holder, .. } => self.slots.retain(|slot| slot.holder != *holder),
            Event::Lapsed { holders } => self.slots.retain(|slot| !holders.contains(&slot.holder)),
        }
    }

    fn due(&self) -> Option<Timestamp> {
        self.slots.iter().filter_map(|slot| slot.until).min()
    }
}
