use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Event, MentorCalendar, Rejection};
use crate::core::{At, Command, Decision};

/// Frees the holder's time, held or confirmed. Free already it stays so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Release {
    pub holder: Uuid,
}

impl Command for Release {
    const NAME: &'static str = "release";
    type Entity = MentorCalendar;
    type Reply = ();

    fn decide(self, state: &MentorCalendar, at: &At) -> Decision<Self> {
        if !at.is_system() {
            return Err(Rejection::Forbidden);
        }
        let slot = state.slots.iter().find(|slot| slot.holder == self.holder);
        Ok((slot.map(|slot| Event::Released { holder: slot.holder, span: slot.span }).into_iter().collect(), ()))
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
    fn a_held_or_confirmed_time_is_freed_once() {
        let held = held(7, span(60, 120));
        let confirmed = Event::Confirmed { holder: id(7), span: span(60, 120) };
        let released = Event::Released { holder: id(7), span: span(60, 120) };
        given([held.clone()]).when(Release { holder: id(7) }).then([released.clone()]);
        given([held.clone(), confirmed]).when(Release { holder: id(7) }).then([released.clone()]);
        given([held, released]).when(Release { holder: id(7) }).nothing();
    }
}
