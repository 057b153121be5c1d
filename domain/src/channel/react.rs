use serde::{Deserialize, Serialize};

use super::{Channel, Event, Rejection, emoji};
use crate::core::{At, Command, Decision};

/// Different emoji on one message.
pub const EMOJI_MAX: usize = 20;

/// A member puts an emoji on a message. There already it stays so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct React {
    pub position: u64,
    pub emoji: String,
}

impl Command for React {
    const NAME: &'static str = "react";
    type Entity = Channel;
    type Reply = ();

    fn decide(self, state: &Channel, at: &At) -> Decision<Self> {
        let user = state.writer(at)?;
        if state.message(self.position)?.deleted {
            return Err(Rejection::Deleted);
        }
        let emoji = emoji::checked(&self.emoji).ok_or(Rejection::Emoji)?;
        let all = state.reactions.get(&self.position).map_or(&[][..], Vec::as_slice);
        match all.iter().find(|reaction| reaction.emoji == emoji) {
            Some(reaction) if reaction.users.contains(&user) => Ok((vec![], ())),
            None if all.len() >= EMOJI_MAX => Err(Rejection::TooManyReactions),
            _ => Ok((vec![Event::Reacted { position: self.position, user, emoji }], ())),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{
        channel::{open::tests::opened, post::tests::posted},
        core::{UserId, testing::*},
    };

    pub fn reacted(user: UserId, emoji: &str) -> Event {
        Event::Reacted { position: 2, user, emoji: emoji.into() }
    }

    fn react(emoji: &str) -> React {
        React { position: 2, emoji: emoji.into() }
    }

    #[test]
    fn a_member_reacts_once_with_each_emoji() {
        given([opened(), posted(2)]).by(MENTOR).when(react("👍")).then([reacted(MENTOR, "👍")]);
        given([opened(), posted(2), reacted(MENTOR, "👍")]).by(MENTOR).when(react("👍")).nothing();
        given([opened(), posted(2), reacted(MENTOR, "👍")]).by(STUDENT).when(react("👍")).then([reacted(STUDENT, "👍")]);
    }

    #[test]
    fn a_word_is_no_reaction_and_emoji_are_bounded() {
        given([opened(), posted(2)]).by(MENTOR).when(react("ok")).refused("emoji_invalid");
        let many = (0..20).map(|n| reacted(MENTOR, &char::from_u32(0x1f600 + n).unwrap().to_string()));
        let history: Vec<_> = [opened(), posted(2)].into_iter().chain(many).collect();
        given(history.clone()).by(STUDENT).when(react("👍")).refused("too_many_reactions");
        given(history).by(STUDENT).when(react("😀")).then([reacted(STUDENT, "😀")]);
    }

    #[test]
    fn strangers_and_deleted_messages_get_none() {
        given([opened(), posted(2)]).by(STRANGER).when(react("👍")).refused("not_found");
        let deleted = Event::Deleted { position: 2, author: STUDENT, sent_at: NOW, by: STUDENT, at: NOW };
        given([opened(), posted(2), deleted]).by(MENTOR).when(react("👍")).refused("message_deleted");
    }
}
