use serde::{Deserialize, Serialize};

use super::{Event, Rejection, User};
use crate::core::{At, Command, Decision, Duration, Timestamp};

/// Longest life of a reset link.
pub const RESET_TIME_MAX: Duration = Duration::from_days(3);

/// The operator hands out a link to set a new password; the account keeps the token's hash. It replaces an earlier one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SetReset {
    /// SHA-256 of the token, which carries 32 random bytes.
    #[serde(with = "serde_bytes")]
    pub hash: [u8; 32],
    pub until: Timestamp,
}

impl Command for SetReset {
    const NAME: &'static str = "set_reset";
    type Entity = User;
    type Reply = ();

    fn decide(self, state: &User, at: &At) -> Decision<Self> {
        if !at.is_system() {
            return Err(Rejection::Forbidden);
        }
        state.active()?;
        let until = self.until.min(at.now + RESET_TIME_MAX);
        Ok((vec![Event::ResetSet { hash: self.hash, until }], ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::{Actor, testing::*},
        user::register::tests::active,
    };

    #[test]
    fn the_operator_sets_a_reset_that_lasts_three_days_at_most() {
        let set = SetReset { hash: [5; 32], until: NOW + Duration::from_days(9) };
        let event = Event::ResetSet { hash: [5; 32], until: NOW + RESET_TIME_MAX };
        given(active([])).by_actor(Actor::Operator).when(set.clone()).then([event]);
        given(active([])).by(ADMIN).when(set).refused("forbidden");
    }
}
