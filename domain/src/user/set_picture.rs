use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Event, User};
use crate::core::{At, Command, Decision};

/// A person's picture becomes this blob, which the gateway stored and adopts. The reply is the blob it replaces.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SetPicture {
    pub blob: Uuid,
}

impl Command for SetPicture {
    const NAME: &'static str = "set_picture";
    type Entity = User;
    type Reply = Option<Uuid>;

    fn decide(self, state: &User, at: &At) -> Decision<Self> {
        let profile = &state.own(at)?.profile;
        let old = profile.picture;
        if old == Some(self.blob) {
            return Ok((vec![], None));
        }
        let directory = User::directory(profile, &profile.display_name, Some(self.blob));
        Ok((vec![Event::PictureSet { blob: self.blob, directory }], old))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{core::testing::*, user::register::tests::active};

    #[test]
    fn a_new_picture_names_the_one_it_replaces() {
        let set = |n| Event::PictureSet { blob: id(n), directory: None };
        assert_eq!(given(active([])).by(SELF).when(SetPicture { blob: id(5) }).then([set(5)]), None);
        assert_eq!(given(active([set(5)])).by(SELF).when(SetPicture { blob: id(6) }).then([set(6)]), Some(id(5)));
        given(active([set(5)])).by(SELF).when(SetPicture { blob: id(5) }).nothing();
    }

    #[test]
    fn nobody_changes_anothers_picture() {
        given(active([])).by(STRANGER).when(SetPicture { blob: id(5) }).refused("not_found");
    }
}
