use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Event, Rejection, Reservation};
use crate::core::{At, Command, Decision};

/// Makes the holder's claim last.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Confirm {
    pub holder: Uuid,
}

impl Command for Confirm {
    const NAME: &'static str = "confirm";
    type Entity = Reservation;
    type Reply = ();

    fn decide(self, state: &Reservation, at: &At) -> Decision<Self> {
        if !at.is_system() {
            return Err(Rejection::Forbidden);
        }
        match state.live(at.now).filter(|hold| hold.holder == self.holder) {
            None => Err(Rejection::NotHeld),
            Some(hold) if hold.until.is_none() => Ok((vec![], ())),
            Some(_) => Ok((vec![Event::Confirmed { holder: self.holder }], ())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::{Duration, testing::*};

    fn claimed() -> Event {
        Event::Claimed { holder: id(7), until: NOW + Duration::from_mins(1) }
    }

    #[test]
    fn the_holder_confirms_once() {
        given([claimed()]).when(Confirm { holder: id(7) }).then([Event::Confirmed { holder: id(7) }]);
        given([claimed(), Event::Confirmed { holder: id(7) }]).when(Confirm { holder: id(7) }).nothing();
    }

    #[test]
    fn nobody_confirms_what_is_not_theirs_or_ran_out() {
        given([claimed()]).when(Confirm { holder: id(8) }).refused("not_held");
        given([claimed()]).after(Duration::from_mins(1)).when(Confirm { holder: id(7) }).refused("not_held");
        given([]).when(Confirm { holder: id(7) }).refused("not_held");
    }
}
