use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Reservation;
use crate::core::{At, Command, Decision};

/// Who has the value. For the gateway's own use (sign-in finds the user by it), never an answer to an outsider.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Show;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    pub holder: Option<Uuid>,
    pub confirmed: bool,
}

impl Command for Show {
    const NAME: &'static str = "show";
    type Entity = Reservation;
    type Reply = Shown;

    fn decide(self, state: &Reservation, at: &At) -> Decision<Self> {
        let hold = state.live(at.now);
        let shown = Shown { holder: hold.map(|h| h.holder), confirmed: hold.is_some_and(|h| h.until.is_none()) };
        Ok((vec![], shown))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{core::testing::*, reservation::Event};

    #[test]
    fn a_confirmed_value_names_its_holder() {
        let events = [Event::Claimed { holder: id(7), until: NOW }, Event::Confirmed { holder: id(7) }];
        assert_eq!(given(events).when(Show).nothing(), Shown { holder: Some(id(7)), confirmed: true });
        assert_eq!(given([]).when(Show).nothing(), Shown { holder: None, confirmed: false });
    }
}
