use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Event, User};
use crate::core::{At, Command, Decision};

/// The reply is the blob that is no longer used.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RemovePicture;

impl Command for RemovePicture {
    const NAME: &'static str = "remove_picture";
    type Entity = User;
    type Reply = Option<Uuid>;

    fn decide(self, state: &User, at: &At) -> Decision<Self> {
        let profile = &state.own(at)?.profile;
        let old = profile.picture;
        let removed = |_| Event::PictureRemoved { directory: User::directory(profile, &profile.display_name, None) };
        Ok((old.map(removed).into_iter().collect(), old))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{core::testing::*, user::register::tests::active};

    #[test]
    fn a_picture_is_removed_once() {
        let set = Event::PictureSet { blob: id(5), directory: None };
        let removed = [Event::PictureRemoved { directory: None }];
        assert_eq!(given(active([set.clone()])).by(SELF).when(RemovePicture).then(removed.clone()), Some(id(5)));
        given(active([set.clone(), removed[0].clone()])).by(SELF).when(RemovePicture).nothing();
        given(active([set])).by(STRANGER).when(RemovePicture).refused("not_found");
    }
}
