//! What a failed live actor costs.

use super::{Client, World, world::ORGANIZATION};
use crate::{
    channel::ChannelKey,
    frames::{Close, ServerFrame, Topic},
    session::Message,
};

#[tokio::test]
async fn a_channel_whose_actor_failed_goes_on_without_a_gap() {
    let world = World::start().await;
    let (ada, bob) = (world.person("ada").await, world.person("bob").await);
    let channel = world.channel([ada, bob]).await;
    let key = ChannelKey { organization: ORGANIZATION, channel };
    let (mut client, _) = Client::listening(&world, bob, Topic::Channel(channel)).await;
    let mut expected = Vec::new();
    for _ in 0..3 {
        expected.push(world.post(ada, channel, "before").await);
        world.actors.channels.fail(key);
        expected.push(world.post(ada, channel, "while nobody tells").await);
    }
    for position in expected {
        assert_eq!(client.event().await.position, position);
    }
    client.ping().await.unwrap();
    assert!(matches!(client.hear().await, ServerFrame::Pong(_) | ServerFrame::Presence(_)));
}

#[tokio::test]
async fn a_client_whose_session_failed_is_told_so_and_resumes_without_a_gap() {
    let world = World::start().await;
    let (ada, bob) = (world.person("ada").await, world.person("bob").await);
    let channel = world.channel([ada, bob]).await;
    let (mut client, subscribed) = Client::listening(&world, bob, Topic::Channel(channel)).await;
    let mut seen = subscribed.head;
    for _ in 0..3 {
        let before = world.post(ada, channel, "before").await;
        world.actors.sessions.find(client.id()).unwrap().news(Message::Panic);
        let missed = world.post(ada, channel, "while there is no session").await;
        assert_eq!(client.close_code().await, Close::Internal);

        client = Client::of(&world, bob).await;
        client.subscribe(Topic::Channel(channel), Some((subscribed.timeline, seen))).await;
        seen = world.post(ada, channel, "after").await;
        for position in [before, missed, seen] {
            assert_eq!(client.event().await.position, position);
        }
    }
}
