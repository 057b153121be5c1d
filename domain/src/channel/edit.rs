use serde::{Deserialize, Serialize};

use super::{Channel, Event, Rejection, TEXT_MAX};
use crate::core::{At, Command, Decision, text};

/// An author changes the text of their own message.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Edit {
    pub position: u64,
    pub text: String,
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
        let text = at.seal(user, 0, &text::paragraph("text", &self.text, TEXT_MAX)?)?;
        let (position, author, sent_at) = (self.position, user, message.sent_at);
        Ok((vec![Event::Edited { position, author, sent_at, text, at: at.now }], ()))
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
        Edit { position, text: "better".into() }
    }

    #[test]
    fn an_author_edits_their_own() {
        let text = sealed(STUDENT, 3, 0, "better");
        let edited = Event::Edited { position: 2, author: STUDENT, sent_at: NOW, text, at: NOW };
        given([opened(), posted(2)]).by(STUDENT).when(edit(2)).then([edited]);
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
