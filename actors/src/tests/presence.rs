//! Who is here, who writes, who has read how far.

use std::time::Duration;

use lyceum_domain::core::UserId;

use super::{Client, Frozen, World, world::ORGANIZATION};
use crate::{
    channel::{self, READS, ReadRow},
    frames::{
        ClientFrame, ServerFrame, Topic,
        channel::{Presence, Read, Typing, UserTyping},
        topics::Unsubscribe,
    },
};

#[tokio::test(start_paused = true)]
async fn a_dropped_persons_presence_ends_after_ten_seconds_unless_resumed() {
    let frozen = Frozen::now();
    let world = World::start().await;
    let (ada, bob) = (world.person("ada").await, world.person("bob").await);
    let topic = Topic::Channel(world.channel([ada, bob]).await);
    let (mut watcher, _) = Client::listening(&world, ada, topic).await;
    let (first, subscribed) = Client::listening(&world, bob, topic).await;
    assert_eq!(subscribed.online.map(sorted), Some(sorted(vec![ada, bob])));
    assert!(presence(&mut watcher, bob).await);

    drop(first);
    frozen.pass(Duration::from_secs(9)).await;
    watcher.ping().await.unwrap();
    let (second, _) = Client::listening(&world, bob, topic).await;
    frozen.pass(Duration::from_secs(12)).await;
    let told = watcher.so_far().await;
    assert!(!told.iter().any(|frame| matches!(frame, ServerFrame::Presence(_))), "they never left: {told:?}");

    watcher.ping().await.unwrap();
    drop(second);
    frozen.pass(Duration::from_millis(10_600)).await;
    assert!(!presence(&mut watcher, bob).await);
}

#[tokio::test]
async fn one_who_unsubscribes_is_gone_at_once() {
    let world = World::start().await;
    let (ada, bob) = (world.person("ada").await, world.person("bob").await);
    let topic = Topic::Channel(world.channel([ada, bob]).await);
    let (mut watcher, _) = Client::listening(&world, ada, topic).await;
    let (mut client, _) = Client::listening(&world, bob, topic).await;
    client.say(ClientFrame::Unsubscribe(Unsubscribe { topic })).await.unwrap();
    assert!(presence(&mut watcher, bob).await);
    assert!(!presence(&mut watcher, bob).await);
}

#[tokio::test(start_paused = true)]
async fn writing_is_told_and_runs_out() {
    let frozen = Frozen::now();
    let world = World::start().await;
    let (ada, bob) = (world.person("ada").await, world.person("bob").await);
    let channel = world.channel([ada, bob]).await;
    let (mut watcher, _) = Client::listening(&world, ada, Topic::Channel(channel)).await;
    let (mut writer, _) = Client::listening(&world, bob, Topic::Channel(channel)).await;
    writer.say(ClientFrame::Typing(Typing { channel, typing: true })).await.unwrap();
    assert_eq!(typing(&mut watcher).await, UserTyping { channel, user: bob, typing: true });
    frozen.pass(Duration::from_millis(5_600)).await;
    assert_eq!(typing(&mut watcher).await, UserTyping { channel, user: bob, typing: false });
}

#[tokio::test(start_paused = true)]
async fn who_says_that_they_stopped_writes_no_more() {
    let _frozen = Frozen::now();
    let world = World::start().await;
    let (ada, bob) = (world.person("ada").await, world.person("bob").await);
    let channel = world.channel([ada, bob]).await;
    let (mut watcher, _) = Client::listening(&world, ada, Topic::Channel(channel)).await;
    let (mut writer, _) = Client::listening(&world, bob, Topic::Channel(channel)).await;
    for on in [true, false] {
        writer.say(ClientFrame::Typing(Typing { channel, typing: on })).await.unwrap();
        assert_eq!(typing(&mut watcher).await, UserTyping { channel, user: bob, typing: on });
    }
}

#[tokio::test]
async fn a_message_ends_writing() {
    let world = World::start().await;
    let (ada, bob) = (world.person("ada").await, world.person("bob").await);
    let channel = world.channel([ada, bob]).await;
    let (mut watcher, _) = Client::listening(&world, ada, Topic::Channel(channel)).await;
    let (mut writer, _) = Client::listening(&world, bob, Topic::Channel(channel)).await;
    writer.say(ClientFrame::Typing(Typing { channel, typing: true })).await.unwrap();
    assert!(typing(&mut watcher).await.typing);
    world.post(bob, channel, "done").await;
    assert!(!typing(&mut watcher).await.typing);
}

#[tokio::test]
async fn nobody_types_or_reads_where_they_are_not_subscribed() {
    let world = World::start().await;
    let (ada, eve) = (world.person("ada").await, world.person("eve").await);
    let channel = world.channel([ada]).await;
    let mut client = Client::of(&world, eve).await;
    for frame in [ClientFrame::Typing(Typing { channel, typing: true }), ClientFrame::Read(Read { channel, position: 1 })] {
        client.say(frame).await.unwrap();
        let refused = client.hear().await;
        assert!(matches!(&refused, ServerFrame::Error(error) if &*error.code.0 == "not_subscribed"), "{refused:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_read_marker_only_grows_and_is_a_row_two_seconds_later() {
    let frozen = Frozen::now();
    let world = World::start().await;
    let (ada, bob) = (world.person("ada").await, world.person("bob").await);
    let channel = world.channel([ada, bob]).await;
    for _ in 0..5 {
        world.post(ada, channel, "words").await;
    }
    let (mut watcher, subscribed) = Client::listening(&world, ada, Topic::Channel(channel)).await;
    let (mut reader, _) = Client::listening(&world, bob, Topic::Channel(channel)).await;
    for position in [3, 2, 5, 4, 1_000_000] {
        reader.say(ClientFrame::Read(Read { channel, position })).await.unwrap();
    }
    for expected in [3, 5, subscribed.head] {
        assert_eq!(marker(&mut watcher).await, (bob, expected));
    }
    let row = || world.node.row::<ReadRow>(READS, ORGANIZATION, channel.as_bytes(), bob.0.as_bytes());
    assert_eq!(row().await.unwrap(), None, "coalesced");
    frozen.pass(Duration::from_millis(2_600)).await;
    let key = channel::ChannelKey { organization: ORGANIZATION, channel };
    world.until("the row is there", || async { row().await.ok().flatten().ok_or(()) }).await;
    assert_eq!(world.actors.channels.read_marker(key.organization, channel, bob).await, subscribed.head);
    world.actors.channels.mark_read(ORGANIZATION, channel, bob, 2).await.unwrap();
    assert_eq!(world.actors.channels.read_marker(ORGANIZATION, channel, bob).await, subscribed.head);
}

async fn presence(client: &mut Client, of: UserId) -> bool {
    client
        .find(|frame| match frame {
            ServerFrame::Presence(Presence { user, online, .. }) if *user == of => Some(*online),
            _ => None,
        })
        .await
}

async fn typing(client: &mut Client) -> UserTyping {
    client
        .find(|frame| match frame {
            ServerFrame::Typing(typing) => Some(typing.clone()),
            _ => None,
        })
        .await
}

async fn marker(client: &mut Client) -> (UserId, u64) {
    client
        .find(|frame| match frame {
            ServerFrame::Read(read) => Some((read.user, read.position)),
            _ => None,
        })
        .await
}

fn sorted(mut users: Vec<UserId>) -> Vec<UserId> {
    users.sort();
    users
}
