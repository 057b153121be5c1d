//! A channel's positions have no gap: each is an event, or a note of the host's where an effect found nothing to do.

use lyceum_domain::{
    channel::{AddMember, Channel, Event, MESSAGES, MessageRow, Post, Producer, message_partition},
    core::{At, Command, CommandTable, Decision, Effects, Entity, EntityId, Noun, Rejection, UserId},
};
use lyceum_storage::views::Range;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Client, World, world::ORGANIZATION};
use crate::frames::Topic;

const ROUNDS: usize = 40;

#[tokio::test]
async fn a_channels_positions_have_no_gap_with_notes_refusals_and_repetitions_between_its_messages() {
    let world = World::start().await;
    let (ada, bob) = (world.person("ada").await, world.person("bob").await);
    let channel = world.channel([ada, bob]).await;
    let (mut listener, subscribed) = Client::listening(&world, bob, Topic::Channel(channel)).await;

    let mut posted = Vec::new();
    for n in 1..=ROUNDS as u64 {
        world.system(Uuid::from_u128(9), Tell { channel: EntityId(channel), member: bob }).await.unwrap();
        let post = |sequence| {
            let producer = Some(Producer { id: Uuid::nil(), sequence });
            Post { text: format!("message {sequence}"), client_id: None, producer }
        };
        let position = world.by(ada, channel, post(n)).await.unwrap().position;
        assert_eq!(world.by(ada, channel, post(n)).await.unwrap().position, position, "sent again it is the same message");
        world.by(ada, channel, post(n + 2)).await.unwrap_err();
        posted.push(position);
    }
    let all = || world.node.events::<Channel>(ORGANIZATION, EntityId(channel), 1, 10 * ROUNDS);
    let noted = || async {
        let events = all().await.unwrap();
        let notes = events.iter().filter(|(_, event)| event.is_none()).count();
        if notes == 2 * ROUNDS { Ok(events) } else { Err(()) }
    };
    let events = world.until("every effect left its note", noted).await;

    let positions: Vec<u64> = events.iter().map(|(position, _)| *position).collect();
    assert_eq!(positions, (1..=events.len() as u64).collect::<Vec<_>>());
    let messages = events.iter().filter_map(|(position, event)| match event {
        Some(Event::Posted { position: named, .. }) => Some((*position, *named)),
        _ => None,
    });
    assert_eq!(messages.collect::<Vec<_>>(), posted.iter().map(|position| (*position, *position)).collect::<Vec<_>>());
    let partition = message_partition(EntityId(channel));
    let rows = world.node.rows::<MessageRow>(MESSAGES, ORGANIZATION, &partition, Range::default(), 10 * ROUNDS).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.value.position).collect::<Vec<_>>(), posted);

    let mut heard = subscribed.head;
    while heard < *positions.last().unwrap() {
        let frame = listener.event().await;
        assert_eq!((frame.previous, frame.position), (heard, heard + 1));
        heard = frame.position;
    }
}

/// Tells a channel twice what it does not do: it has the member, and the platform writes no messages.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Teller;

#[derive(Clone, Serialize, Deserialize)]
pub struct Told {
    channel: EntityId,
    member: UserId,
}

#[derive(Serialize, Deserialize)]
struct Tell {
    channel: EntityId,
    member: UserId,
}

#[derive(Debug, thiserror::Error)]
#[error("a teller refuses nothing")]
pub struct Never;

impl Rejection for Never {
    fn code(&self) -> &'static str {
        "never"
    }
}

impl Entity for Teller {
    const KIND: &'static str = "teller";
    const STATE: u32 = 1;
    type Event = Told;
    type Rejection = Never;

    fn evolve(&mut self, _: &Told) {}

    fn effects(Told { channel, member }: &Told, out: &mut Effects) {
        out.tell("add", *channel, &AddMember { user: *member });
        out.tell("post", *channel, &Post { text: "nobody wrote this".to_owned(), client_id: None, producer: None });
    }
}

impl Command for Tell {
    const NAME: &'static str = "tell";
    type Entity = Teller;
    type Reply = ();

    fn decide(self, _: &Teller, _: &At) -> Decision<Self> {
        Ok((vec![Told { channel: self.channel, member: self.member }], ()))
    }
}

impl Noun for Teller {
    fn commands<T: CommandTable<Self>>(table: T) -> T {
        table.command::<Tell>()
    }
}
