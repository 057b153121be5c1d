use serde::{Deserialize, Serialize};

use super::{Channel, Event, Rejection, TEXT_MAX};
use crate::core::{At, Command, Decision, text};

/// An author changes the text of their own message.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Edit {
    pub position: u64,
    pub text: String,
    /// The message's version that the author saw; `None` takes whatever it is.
    #[serde(default)]
    pub seen: Option<u64>,
}

impl Command for Edit {
    const NAME: &'static str = "edit";
    type Entity = Channel;
    type Reply = ();

    fn decide(self, state: &Channel, at: &At) -> Decision<Self> {
        let user = state.writer(at)?;
        let message = state.message(self.position)?;
        if message.author != user {
            return Err(Rejection::Forbidden);
        }
        if message.deleted {
            return Err(Rejection::Deleted);
        }
        if self.seen.is_some_and(|seen| seen != message.version()) {
            return Err(Rejection::Stale);
        }
        let text = at.seal(user, 0, &text::paragraph("text", &self.text, TEXT_MAX)?)?;
        let (position, author, sent_at, version) = (self.position, user, message.sent_at, at.position);
        Ok((vec![Event::Edited { position, author, sent_at, text, version, at: at.now }], ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        channel::{WINDOW, open::tests::opened, post::tests::posted},
        core::testing::*,
    };

    fn edit(position: u64) -> Edit {
        Edit { position, text: "better".into(), seen: None }
    }

    /// The event at `version` that edits the message at 2.
    fn edited(version: u64) -> Event {
        let text = sealed(STUDENT, version, 0, "better");
        Event::Edited { position: 2, author: STUDENT, sent_at: NOW, text, version, at: NOW }
    }

    #[test]
    fn an_author_edits_their_own() {
        given([opened(), posted(2)]).by(STUDENT).when(edit(2)).then([edited(3)]);
    }

    #[test]
    fn what_was_edited_since_it_was_seen_is_not_overwritten() {
        let seen = |seen| Edit { seen: Some(seen), ..edit(2) };
        let reacted = Event::Reacted { position: 2, user: MENTOR, emoji: "👍".into() };
        let others = [opened(), posted(2), posted(3), reacted];
        given(others.clone()).by(STUDENT).when(seen(2)).then([edited(5)]);
        given(others.clone()).by(STUDENT).when(seen(4)).refused("etag_stale");
        let changed = || others.clone().into_iter().chain([edited(5)]);
        given(changed()).by(STUDENT).when(seen(2)).refused("etag_stale");
        given(changed()).by(STUDENT).when(seen(5)).then([edited(6)]);
        given(changed()).by(STUDENT).when(edit(2)).then([edited(6)]);
    }

    #[test]
    fn an_edit_of_before_there_were_versions_has_the_messages_own() {
        let seen = Edit { seen: Some(2), ..edit(2) };
        let Event::Edited { position, author, sent_at, text, at, .. } = edited(3) else { unreachable!("it is one") };
        let old = Event::Edited { position, author, sent_at, text, version: 0, at };
        given([opened(), posted(2), old]).by(STUDENT).when(seen).then([edited(4)]);
    }

    #[test]
    fn nobody_edits_anothers_or_what_is_no_message() {
        given([opened(), posted(2)]).by(MENTOR).when(edit(2)).refused("forbidden");
        given([opened(), posted(2)]).by(STRANGER).when(edit(2)).refused("not_found");
        given([opened(), posted(2)]).by(STUDENT).when(edit(1)).refused("not_found");
        given([opened(), posted(2)]).by(STUDENT).when(edit(9)).refused("not_found");
    }

    #[test]
    fn a_deleted_message_stays_deleted() {
        let deleted = Event::Deleted { position: 2, author: STUDENT, sent_at: NOW, by: STUDENT, at: NOW };
        given([opened(), posted(2), deleted]).by(STUDENT).when(edit(2)).refused("message_deleted");
    }

    #[test]
    fn old_messages_no_longer_change() {
        let many = (0..=WINDOW as u64).map(|n| posted(n + 2));
        given([opened()].into_iter().chain(many)).by(STUDENT).when(edit(2)).refused("message_too_old");
    }
}
