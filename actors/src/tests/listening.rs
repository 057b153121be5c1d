//! Topics that are not channels: hints of what changed.

use std::time::Duration;

use super::{Client, Frozen, World, world::ORGANIZATION};
use crate::{
    channel::PAUSE,
    frames::{ClientFrame, Event, ServerFrame, Topic, channel::Read, event::What, topics::Subscribe},
    hints,
    session::{BURST, PER_SECOND, SUBSCRIPTIONS_MAX},
};

/// The flood limit's bucket is full again.
const REFILL: Duration = Duration::from_secs((BURST / PER_SECOND) as u64);

#[tokio::test]
async fn a_short_absence_misses_no_hint_and_another_ring_is_a_gap() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let (client, subscribed) = Client::listening(&world, ada, Topic::User).await;
    drop(client);
    hints::tell_user(world.node.topics(), ORGANIZATION, ada, What::Notification, ada.0);
    let place = (subscribed.timeline, subscribed.head);
    let mut client = Client::of(&world, ada).await;
    client.subscribe(Topic::User, Some(place)).await;
    let event = client.event().await;
    assert_eq!(event.event, Event::Changed { what: What::Notification, id: ada.0 });
    assert_eq!((event.previous, event.position), (place.1, place.1 + 1));

    client.subscribe(Topic::User, Some((place.0 ^ 1, place.1))).await;
    assert!(matches!(client.hear().await, ServerFrame::Gap(_)));
}

#[tokio::test]
async fn a_new_channel_is_a_hint_to_its_members() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let (mut client, _) = Client::listening(&world, ada, Topic::User).await;
    let channel = world.channel([ada]).await;
    assert_eq!(client.event().await.event, Event::Changed { what: What::Channel, id: channel });
}

#[tokio::test(start_paused = true)]
async fn members_who_listen_elsewhere_hear_of_messages_at_once_and_then_once_a_second() {
    let frozen = Frozen::now();
    let world = World::start().await;
    let (ada, bob, eve) = (world.person("ada").await, world.person("bob").await, world.person("eve").await);
    let channel = world.channel([ada, bob]).await;
    let (mut member, _) = Client::listening(&world, ada, Topic::User).await;
    let (mut stranger, _) = Client::listening(&world, eve, Topic::User).await;
    let unread = Event::Changed { what: What::Unread, id: channel };
    world.post(bob, channel, "one").await;
    assert_eq!(member.event().await.event, unread);

    for n in 0..5 {
        world.post(bob, channel, &format!("more {n}")).await;
    }
    frozen.pass(PAUSE).await;
    assert_eq!(member.event().await.event, unread);
    frozen.pass(3 * PAUSE).await;
    assert!(!member.so_far().await.iter().any(|frame| matches!(frame, ServerFrame::Event(_))), "five messages, one hint");
    assert!(!stranger.so_far().await.iter().any(|frame| matches!(frame, ServerFrame::Event(_))), "no member");

    world.post(bob, channel, "last").await;
    assert_eq!(member.event().await.event, unread);
}

#[tokio::test(start_paused = true)]
async fn what_is_read_counts_as_read_at_once_and_is_a_hint_to_the_readers_other_sessions() {
    let frozen = Frozen::now();
    let world = World::start().await;
    let (ada, bob) = (world.person("ada").await, world.person("bob").await);
    let channel = world.channel([ada, bob]).await;
    let position = world.post(bob, channel, "one").await;
    let (mut reader, _) = Client::listening(&world, ada, Topic::Channel(channel)).await;
    let (mut other, _) = Client::listening(&world, ada, Topic::User).await;
    reader.say(ClientFrame::Read(Read { channel, position })).await.unwrap();
    reader.ping().await.unwrap();
    let marker = || async { world.actors.channels.read_marker(ORGANIZATION, channel, ada).await };
    world.until("it counts as read", || async { if marker().await == position { Ok(()) } else { Err(()) } }).await;
    frozen.pass(3 * PAUSE).await;
    assert_eq!(other.event().await.event, Event::Changed { what: What::Unread, id: channel });
}

#[tokio::test(start_paused = true)]
async fn subscriptions_are_bounded() {
    let frozen = Frozen::now();
    let world = World::start().await;
    let ada = world.person("ada").await;
    let mut client = Client::of(&world, ada).await;
    let mut channels = Vec::new();
    for _ in 0..=SUBSCRIPTIONS_MAX {
        channels.push(world.channel([ada]).await);
    }
    let last = channels.pop().unwrap();
    for (n, channel) in (1..).zip(channels) {
        if n % BURST == BURST / 2 {
            frozen.pass(REFILL).await;
        }
        client.subscribe(Topic::Channel(channel), None).await;
    }
    frozen.pass(REFILL).await;
    let one_more = Subscribe { id: 9, topic: Topic::Channel(last), timeline: None, position: None };
    client.say(ClientFrame::Subscribe(one_more)).await.unwrap();
    let refused = client.find(|frame| match frame {
        ServerFrame::Error(error) => Some(error.code.0.to_string()),
        _ => None,
    });
    assert_eq!(refused.await, "too_many_subscriptions");
}
