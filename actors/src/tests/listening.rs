//! Topics that are not channels: hints of what changed.

use std::time::Duration;

use super::{Client, Frozen, World, world::ORGANIZATION};
use crate::{
    frames::{ClientFrame, Event, ServerFrame, Topic, event::What, topics::Subscribe},
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
