use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Event, Mentor, Rejection};
use crate::core::{At, Command, Decision, Personal};

/// The mentor's account tells its name and picture; maybe before the approval arrives.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Describe {
    pub display_name: Personal<String>,
    pub picture: Option<Uuid>,
}

impl Command for Describe {
    const NAME: &'static str = "describe";
    type Entity = Mentor;
    type Reply = ();

    fn decide(self, state: &Mentor, at: &At) -> Decision<Self> {
        if !at.is_system() {
            return Err(Rejection::Forbidden);
        }
        let same = state.display_name.as_ref() == Some(&self.display_name) && state.picture == self.picture;
        if state.erased || same {
            return Ok((vec![], ()));
        }
        Ok((vec![Event::Described { display_name: self.display_name, picture: self.picture }], ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{core::testing::*, mentor::create::tests::created};

    #[test]
    fn the_name_is_kept_whichever_comes_first() {
        let name = sealed(SELF, 1, 1, "Ada");
        let describe = Describe { display_name: name.clone(), picture: None };
        let described = Event::Described { display_name: name.clone(), picture: None };
        given([]).when(describe.clone()).then([described.clone()]);
        for history in [[described.clone(), created(&["Art"])], [created(&["Art"]), described]] {
            let state: Mentor = given(history.clone()).state;
            assert_eq!(state.card.unwrap().display_name, Some(name.clone()));
            given(history).when(describe.clone()).nothing();
        }
    }
}
