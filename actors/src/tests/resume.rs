//! A session resumes by its positions and misses nothing.

use std::sync::Arc;

use lyceum_domain::channel::{Delete, Edit};

use super::{Client, World};
use crate::frames::{Event, ServerFrame, Topic, topics::EventFrame};

const CUTS: usize = 200;
const WRITERS: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_socket_cut_two_hundred_times_gets_every_message_once_and_in_order() {
    let world = Arc::new(World::start().await);
    let (ada, bob) = (world.person("ada").await, world.person("bob").await);
    let channel = world.channel([ada, bob]).await;
    let cut = Arc::new(tokio::sync::Semaphore::new(0));
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (world, cut) = (world.clone(), cut.clone());
            tokio::spawn(async move {
                let mut sent = Vec::new();
                // Written around each cut: while there is no socket, while it resumes, while it is live.
                for n in 0..CUTS * 4 / WRITERS {
                    if n % 4 == 0 {
                        cut.acquire().await.unwrap().forget();
                    }
                    let text = format!("{writer}: {n}");
                    sent.push((world.post(ada, channel, &text).await, text));
                }
                sent
            })
        })
        .collect();

    let topic = Topic::Channel(channel);
    let mut got = Got::default();
    let start = world.head(channel).await;
    got.place = Some((Client::of(&world, bob).await.subscribe(topic, None).await.timeline, start));
    for round in 0..CUTS {
        cut.add_permits(1);
        let mut client = Client::of(&world, bob).await;
        let subscribed = client.subscribe(topic, got.place).await;
        // Some sockets live long enough to go live, some die in the middle of the replay.
        let behind = subscribed.head.saturating_sub(got.position());
        for _ in 0..behind.min(round as u64 % 7) {
            got.take(client.event().await);
        }
    }
    let mut sent = Vec::new();
    for writer in writers {
        sent.extend(writer.await.unwrap());
    }
    sent.sort();
    let mut client = Client::of(&world, bob).await;
    client.subscribe(topic, got.place).await;
    while got.position() < world.head(channel).await {
        got.take(client.event().await);
    }
    assert_eq!(got.messages, sent);
}

#[tokio::test]
async fn a_resumed_client_does_not_see_what_was_deleted_meanwhile() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let channel = world.channel([ada]).await;
    let start = world.head(channel).await;
    let timeline = Client::of(&world, ada).await.subscribe(Topic::Channel(channel), None).await.timeline;
    let position = world.post(ada, channel, "a slip").await;
    world.by(ada, channel, Edit { position, text: "a smaller slip".to_owned(), seen: None }).await.unwrap();
    world.by(ada, channel, Delete { position }).await.unwrap();

    let mut client = Client::of(&world, ada).await;
    client.subscribe(Topic::Channel(channel), Some((timeline, start))).await;
    let Event::MessagePosted { message } = client.event().await.event else { panic!("posted first") };
    assert_eq!((message.text, message.deleted), (None, true));
    assert!(matches!(client.event().await.event, Event::MessageEdited { text: None, .. }));
    assert!(matches!(client.event().await.event, Event::MessageDeleted { .. }));
}

#[tokio::test]
async fn nor_when_its_deletion_is_pages_further_on() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let channel = world.channel([ada]).await;
    let start = world.head(channel).await;
    let timeline = Client::of(&world, ada).await.subscribe(Topic::Channel(channel), None).await.timeline;
    let position = world.post(ada, channel, "a slip").await;
    for n in 0..250 {
        world.post(ada, channel, &n.to_string()).await;
    }
    world.by(ada, channel, Delete { position }).await.unwrap();

    let mut client = Client::of(&world, ada).await;
    client.subscribe(Topic::Channel(channel), Some((timeline, start))).await;
    let Event::MessagePosted { message } = client.event().await.event else { panic!("posted first") };
    assert_eq!((message.text, message.deleted), (None, true));
    for n in 0..250 {
        let Event::MessagePosted { message } = client.event().await.event else { panic!("all the others") };
        assert_eq!(message.text, Some(n.to_string()));
    }
    assert!(matches!(client.event().await.event, Event::MessageDeleted { .. }));
}

#[tokio::test]
async fn who_missed_too_much_or_comes_from_another_timeline_is_sent_to_the_history() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let channel = world.channel([ada]).await;
    let head = world.post(ada, channel, "hello").await;
    let mut client = Client::of(&world, ada).await;
    let subscribed = client.subscribe(Topic::Channel(channel), Some((99, 1))).await;
    let gap = client.find(|frame| match frame {
        ServerFrame::Gap(gap) => Some(gap.head),
        _ => None,
    });
    assert_eq!((gap.await, subscribed.head), (head, head));
    let next = world.post(ada, channel, "again").await;
    assert_eq!(client.event().await.position, next);
}

#[derive(Default)]
struct Got {
    place: Option<(u64, u64)>,
    messages: Vec<(u64, String)>,
}

impl Got {
    fn position(&self) -> u64 {
        self.place.unwrap().1
    }

    fn take(&mut self, frame: EventFrame) {
        assert_eq!(frame.previous, self.position(), "a gap before {}", frame.position);
        assert_eq!(frame.position, frame.previous + 1);
        self.place = Some((frame.timeline, frame.position));
        if let Event::MessagePosted { message } = frame.event {
            self.messages.push((frame.position, message.text.unwrap()));
        }
    }
}
