use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Event, Rejection, Reservation};
use crate::core::{At, Command, Decision};

/// Frees the value if it is this holder's, claimed or confirmed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Release {
    pub holder: Uuid,
}

impl Command for Release {
    const NAME: &'static str = "release";
    type Entity = Reservation;
    type Reply = ();

    fn decide(self, state: &Reservation, at: &At) -> Decision<Self> {
        if !at.is_system() {
            return Err(Rejection::Forbidden);
        }
        let held = state.hold.as_ref().is_some_and(|hold| hold.holder == self.holder);
        Ok((if held { vec![Event::Released { holder: self.holder }] } else { vec![] }, ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::{Duration, testing::*};

    #[test]
    fn the_holder_frees_it_and_others_change_nothing() {
        let claimed = Event::Claimed { holder: id(7), until: NOW + Duration::from_mins(1) };
        given([claimed.clone()]).when(Release { holder: id(7) }).then([Event::Released { holder: id(7) }]);
        given([claimed]).when(Release { holder: id(8) }).nothing();
        given([]).when(Release { holder: id(7) }).nothing();
    }
}
