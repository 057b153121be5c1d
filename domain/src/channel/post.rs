use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Channel, Event, Rejection, state::Last};
use crate::core::{At, Command, Decision, TextError, Timestamp, UserId, text};

/// Longest message, in characters.
pub const TEXT_MAX: usize = 4_000;

/// A member writes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Post {
    pub text: String,
    /// The author's own mark, up to 64 characters, echoed.
    pub client_id: Option<String>,
    pub producer: Option<Producer>,
}

/// One writer that numbers its messages from 1: each is taken once and in order, however often it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Producer {
    pub id: Uuid,
    pub sequence: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    pub position: u64,
    pub sent_at: Timestamp,
}

impl Post {
    /// The text as it is kept.
    pub fn text(text: &str) -> Result<String, TextError> {
        text::paragraph("text", text, TEXT_MAX)
    }

    /// The author's mark as it is kept.
    pub fn client_id(mark: Option<&str>) -> Result<Option<String>, TextError> {
        mark.map(|mark| text::line("client_id", mark, 64)).transpose()
    }
}

impl Command for Post {
    const NAME: &'static str = "post";
    type Entity = Channel;
    type Reply = Posted;

    fn decide(self, state: &Channel, at: &At) -> Decision<Self> {
        let author = state.writer(at)?;
        if let Some(posted) = taken(state, author, self.producer)? {
            return Ok((vec![], posted));
        }
        let text = Self::text(&self.text)?;
        let client_id = Self::client_id(self.client_id.as_deref())?;
        let text = at.seal(author, 0, &text)?;
        let (position, producer) = (at.position, self.producer);
        let posted = Event::Posted { position, author, text, client_id, producer, at: at.now };
        Ok((vec![posted], Posted { position, sent_at: at.now }))
    }
}

/// The first answer, for the last message sent again.
fn taken(state: &Channel, author: UserId, producer: Option<Producer>) -> Result<Option<Posted>, Rejection> {
    let Some(Producer { id, sequence }) = producer else { return Ok(None) };
    let last = state.producers.get(&(author, id));
    let expected = last.map_or(1, |last| last.sequence + 1);
    match last {
        _ if sequence == expected => Ok(None),
        _ if sequence > expected => Err(Rejection::SequenceGap { expected }),
        Some(Last { sequence: same, position, sent_at }) if *same == sequence => {
            Ok(Some(Posted { position: *position, sent_at: *sent_at }))
        }
        _ => Err(Rejection::SequenceOld { last: expected - 1 }),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{
        channel::{PRODUCERS_MAX, open::tests::opened},
        core::testing::*,
    };

    fn post(sequence: Option<u64>) -> Post {
        let producer = sequence.map(|sequence| Producer { id: id(5), sequence });
        Post { text: "hello ".into(), client_id: Some("c1".into()), producer }
    }

    /// The student's message at `position`.
    pub fn posted(position: u64) -> Event {
        by_producer(position, None)
    }

    fn by_producer(position: u64, producer: Option<Producer>) -> Event {
        let text = sealed(STUDENT, position, 0, "hello");
        Event::Posted { position, author: STUDENT, text, client_id: Some("c1".into()), producer, at: NOW }
    }

    fn numbered(position: u64, sequence: u64) -> Event {
        by_producer(position, Some(Producer { id: id(5), sequence }))
    }

    #[test]
    fn a_members_message_is_named_by_its_position() {
        let reply = given([opened()]).by(STUDENT).when(post(None)).then([posted(2)]);
        assert_eq!(reply, Posted { position: 2, sent_at: NOW });
    }

    #[test]
    fn a_producers_messages_come_in_order_and_once() {
        given([opened()]).by(STUDENT).when(post(Some(1))).then([numbered(2, 1)]);
        let again = given([opened(), numbered(2, 1)]).by(STUDENT).when(post(Some(1))).nothing();
        assert_eq!(again, Posted { position: 2, sent_at: NOW });
        given([opened(), numbered(2, 1)]).by(STUDENT).when(post(Some(2))).then([numbered(3, 2)]);
        given([opened(), numbered(2, 1)]).by(STUDENT).when(post(Some(3))).refused("sequence_gap");
        given([opened(), numbered(2, 1), numbered(3, 2)]).by(STUDENT).when(post(Some(1))).refused("sequence_old");
        given([opened()]).by(STUDENT).when(post(Some(0))).refused("sequence_old");
    }

    #[test]
    fn two_people_may_use_the_same_producer_id() {
        given([opened(), numbered(2, 1)]).by(MENTOR).when(post(Some(2))).refused("sequence_gap");
        assert_eq!(given([opened(), numbered(2, 1)]).by(MENTOR).when(post(Some(1))).taken().1.position, 3);
    }

    #[test]
    fn the_longest_silent_producer_is_forgotten_first() {
        let many = (0..=PRODUCERS_MAX as u128).map(|n| {
            let position = u64::try_from(n).unwrap() + 2;
            by_producer(position, Some(Producer { id: id(100 + n), sequence: 1 }))
        });
        let state: Channel = given([opened()].into_iter().chain(many)).state;
        assert_eq!(state.producers.len(), PRODUCERS_MAX);
        assert!(!state.producers.contains_key(&(STUDENT, id(100))));
    }

    #[test]
    fn text_is_bounded_and_not_empty() {
        let text = "x".repeat(TEXT_MAX + 1);
        given([opened()]).by(STUDENT).when(Post { text, ..post(None) }).refused("text_too_long");
        given([opened()]).by(STUDENT).when(Post { text: " \n".into(), ..post(None) }).refused("text_empty");
    }

    #[test]
    fn strangers_find_no_channel_and_a_closed_one_takes_nothing() {
        given([opened()]).by(STRANGER).when(post(None)).refused("not_found");
        given([opened()]).by(ADMIN).when(post(None)).refused("not_found");
        given([]).by(STUDENT).when(post(None)).refused("not_found");
        given([opened(), Event::Closed { at: NOW }]).by(STUDENT).when(post(None)).refused("channel_closed");
    }
}
