use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Event, Rejection, Reservation};
use crate::core::{At, Command, Decision, Duration, Timestamp};

/// Longest time between a claim and its confirmation.
pub const CLAIM_MAX: Duration = Duration::from_hours(1);

/// Takes the value until `until`, for the holder to confirm. Taken again by the same holder it stays as it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claim {
    pub holder: Uuid,
    pub until: Timestamp,
}

impl Command for Claim {
    const NAME: &'static str = "claim";
    type Entity = Reservation;
    type Reply = ();

    fn decide(self, state: &Reservation, at: &At) -> Decision<Self> {
        if !at.is_system() {
            return Err(Rejection::Forbidden);
        }
        if self.until > at.now + CLAIM_MAX {
            return Err(Rejection::TooLong);
        }
        match state.live(at.now) {
            Some(hold) if hold.holder == self.holder => Ok((vec![], ())),
            Some(_) => Err(Rejection::Taken),
            None => Ok((vec![Event::Claimed { holder: self.holder, until: self.until }], ())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::testing::*;

    const UNTIL: Timestamp = Timestamp(NOW.0 + 60_000);

    fn claim(holder: Uuid) -> Claim {
        Claim { holder, until: UNTIL }
    }

    #[test]
    fn a_free_value_is_claimed() {
        given([]).when(claim(id(7))).then([Event::Claimed { holder: id(7), until: UNTIL }]);
    }

    #[test]
    fn a_claimed_value_is_refused_to_others_and_already_so_for_the_holder() {
        let claimed = Event::Claimed { holder: id(7), until: UNTIL };
        given([claimed.clone()]).when(claim(id(8))).refused("taken");
        given([claimed]).when(claim(id(7))).nothing();
    }

    #[test]
    fn a_claim_that_ran_out_gives_way_even_before_the_wake_up() {
        let old = Event::Claimed { holder: id(7), until: NOW };
        given([old]).when(claim(id(8))).then([Event::Claimed { holder: id(8), until: UNTIL }]);
    }

    #[test]
    fn a_claim_is_short_and_the_platforms_own() {
        let long = Claim { holder: id(7), until: NOW + Duration::from_days(2) };
        given([]).when(long).refused("claim_too_long");
        given([]).by(STUDENT).when(claim(id(7))).refused("forbidden");
    }
}
