use serde::{Deserialize, Serialize};

use super::{Event, Rejection, User};
use crate::core::{At, Command, Decision, UserId, text};

/// A person changes what is given of their profile; an empty `bio` removes it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct UpdateProfile {
    pub display_name: Option<String>,
    pub bio: Option<String>,
    pub zone: Option<String>,
    /// Position of the account that the person saw; `None` takes whatever it is.
    #[serde(default)]
    pub seen: Option<u64>,
}

impl Command for UpdateProfile {
    const NAME: &'static str = "update_profile";
    type Entity = User;
    type Reply = ();

    fn decide(self, state: &User, at: &At) -> Decision<Self> {
        let profile = &state.own(at)?.profile;
        if self.seen.is_some_and(|seen| !at.follows(seen)) {
            return Err(Rejection::Stale);
        }
        let person = UserId(at.entity.0);
        let display_name = match self.display_name {
            Some(name) => at.seal(person, 0, &text::line("display_name", &name, 80)?)?,
            None => profile.display_name.clone(),
        };
        let bio = match self.bio {
            Some(bio) => {
                let bio = text::optional_paragraph("bio", Some(&bio), 1_000)?;
                bio.map(|bio| at.seal(person, 1, &bio)).transpose()?
            }
            None => profile.bio.clone(),
        };
        let zone = match self.zone {
            Some(zone) => text::zone(&zone).ok_or(Rejection::Zone)?,
            None => profile.zone.clone(),
        };
        let same = display_name == profile.display_name && bio == profile.bio && zone == profile.zone;
        if same {
            return Ok((vec![], ()));
        }
        let directory = User::directory(profile, &display_name, profile.picture);
        Ok((vec![Event::ProfileUpdated { display_name, bio, zone, directory }], ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::{Role, testing::*},
        user::register::tests::active,
    };

    #[test]
    fn only_what_is_given_changes() {
        let update = UpdateProfile { bio: Some("Analyst.".into()), ..Default::default() };
        let updated = Event::ProfileUpdated {
            display_name: sealed(SELF, 1, 1, "Ada Lovelace"),
            bio: Some(sealed(SELF, 4, 1, "Analyst.")),
            zone: "UTC".into(),
            directory: None,
        };
        given(active([])).by(SELF).when(update).then([updated]);
    }

    #[test]
    fn a_mentors_new_name_is_for_the_directory_too() {
        let mentor = Event::RoleGranted { role: Role::Mentor, directory: None };
        let update = UpdateProfile { display_name: Some("Ada King".into()), ..Default::default() };
        let (events, ()) = given(active([mentor])).by(SELF).when(update).taken();
        let Event::ProfileUpdated { directory: Some(directory), .. } = &events[0] else { panic!("{events:?}") };
        assert_eq!(directory.display_name, sealed(SELF, 5, 0, "Ada King"));
    }

    #[test]
    fn an_empty_bio_removes_it() {
        let write = UpdateProfile { bio: Some("Analyst.".into()), ..Default::default() };
        let (written, ()) = given(active([])).by(SELF).when(write).taken();
        let remove = UpdateProfile { bio: Some(" ".into()), ..Default::default() };
        let state = given(active(written)).by(SELF).when(remove).state();
        assert_eq!(state.me.unwrap().profile.bio, None);
    }

    #[test]
    fn nothing_given_changes_nothing() {
        given(active([])).by(SELF).when(UpdateProfile::default()).nothing();
    }

    #[test]
    fn what_changed_since_it_was_seen_is_not_overwritten() {
        let update = |seen| UpdateProfile { bio: Some("Analyst.".into()), seen: Some(seen), ..Default::default() };
        let seen = active([]).len() as u64;
        given(active([])).by(SELF).when(update(seen - 1)).refused("etag_stale");
        given(active([])).by(SELF).when(update(seen)).taken();
        given(active([])).by(ADMIN).when(update(seen - 1)).refused("not_found");
    }

    #[test]
    fn another_persons_profile_is_not_found() {
        given(active([])).by(ADMIN).when(UpdateProfile::default()).refused("not_found");
    }
}
