//! A client that does not read.

use super::{Client, World, world::ORGANIZATION};
use crate::{
    frames::{Close, Topic, event::What},
    hints,
    session::{FRAMES_MAX, SLOW_FROM},
};

#[tokio::test]
async fn a_slow_consumer_is_closed_and_the_others_hear_everything() {
    let world = World::start().await;
    let (ada, bob) = (world.person("ada").await, world.person("bob").await);
    let channel = world.channel([ada, bob]).await;
    let (mut slow, _) = Client::listening(&world, ada, Topic::Channel(channel)).await;
    let (mut quick, _) = Client::listening(&world, bob, Topic::Channel(channel)).await;
    let mut last = 0_u64;
    for _ in 0..=FRAMES_MAX / 8 {
        let posts = tokio::join!(
            world.post(ada, channel, "a"),
            world.post(ada, channel, "b"),
            world.post(ada, channel, "c"),
            world.post(ada, channel, "d"),
            world.post(ada, channel, "e"),
            world.post(ada, channel, "f"),
            world.post(ada, channel, "g"),
            world.post(ada, channel, "h"),
        );
        last = [posts.0, posts.1, posts.2, posts.3, posts.4, posts.5, posts.6, posts.7].into_iter().max().unwrap();
        while quick.so_far().await.is_empty() {
            tokio::task::yield_now().await;
        }
    }
    assert!(last > FRAMES_MAX as u64);
    assert_eq!(slow.close_code().await, Close::Slow);
    assert_eq!(quick.closed, None);
    assert!(slow.ping().await.is_err());
}

#[tokio::test]
async fn a_slow_consumer_of_hints_gets_the_newest_of_each() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let (mut client, _) = Client::listening(&world, ada, Topic::User).await;
    for _ in 0..10 * FRAMES_MAX {
        hints::tell_user(world.node.topics(), ORGANIZATION, ada, What::Notification, ada.0);
    }
    let frames = client.so_far().await;
    assert!(frames.len() <= SLOW_FROM + 1, "{}", frames.len());
    assert_eq!(client.closed, None);
}
