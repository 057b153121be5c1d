use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Event, MentorCalendar, Rejection};
use crate::core::{At, Command, Decision};

/// Makes the holder's slot an appointment.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Confirm {
    pub holder: Uuid,
}

impl Command for Confirm {
    const NAME: &'static str = "confirm";
    type Entity = MentorCalendar;
    type Reply = ();

    fn decide(self, state: &MentorCalendar, at: &At) -> Decision<Self> {
        if !at.is_system() {
            return Err(Rejection::Forbidden);
        }
        let slot = state.taken(at.now).find(|slot| slot.holder == self.holder).ok_or(Rejection::NotHeld)?;
        let confirmed = Event::Confirmed { holder: self.holder, span: slot.span };
        Ok((if slot.until.is_some() { vec![confirmed] } else { vec![] }, ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::{Duration, testing::*},
        mentor_calendar::hold::tests::{held, span},
    };

    #[test]
    fn a_hold_is_confirmed_once() {
        let confirmed = Event::Confirmed { holder: id(7), span: span(60, 120) };
        let held = held(7, span(60, 120));
        given([held.clone()]).when(Confirm { holder: id(7) }).then([confirmed.clone()]);
        given([held, confirmed]).after(Duration::from_mins(5)).when(Confirm { holder: id(7) }).nothing();
    }

    #[test]
    fn a_hold_that_ran_out_is_not_confirmed() {
        let held = held(7, span(60, 120));
        given([held.clone()]).after(Duration::from_mins(1)).when(Confirm { holder: id(7) }).refused("not_held");
        given([held]).when(Confirm { holder: id(8) }).refused("not_held");
    }
}
