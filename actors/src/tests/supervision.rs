//! What a failed live actor costs.

use super::{Client, World, world::ORGANIZATION};
use crate::{
    channel::ChannelKey,
    frames::{ServerFrame, Topic},
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
