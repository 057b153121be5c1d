use serde::{Deserialize, Serialize};

use super::{Event, Reservation};
use crate::core::{At, Command, Decision, Entity};

/// Wakes the entity: a claim past its end lapses.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Due;

impl Command for Due {
    const NAME: &'static str = Reservation::WAKE;
    type Entity = Reservation;
    type Reply = ();

    fn decide(self, state: &Reservation, at: &At) -> Decision<Self> {
        let lapsed = state.hold.as_ref().filter(|hold| hold.until.is_some_and(|until| at.now >= until));
        Ok((lapsed.map(|hold| Event::Lapsed { holder: hold.holder }).into_iter().collect(), ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::{Duration, testing::*};

    #[test]
    fn a_claim_lapses_at_its_end_and_not_before() {
        let claimed = Event::Claimed { holder: id(7), until: NOW + Duration::from_mins(1) };
        given([claimed.clone()]).when(Due).nothing();
        given([claimed.clone()]).after(Duration::from_mins(1)).when(Due).then([Event::Lapsed { holder: id(7) }]);
        given([claimed, Event::Confirmed { holder: id(7) }]).after(Duration::from_days(9)).when(Due).nothing();
    }
}
