//! From the stream to inboxes.

use std::sync::Arc;

use lyceum_domain::{
    core::{Entity, Timestamp, UserId},
    inbox::{self, INBOX, InboxRow},
    notifications::{Kind, Notification, STREAM},
};
use lyceum_storage::{
    EntityKey,
    journal::{AppendSink, Appended, Commit},
    streams::StreamRecord,
    views::Range,
};

use super::{Client, World, world::ORGANIZATION};
use crate::{
    frames::{Event, Topic, event::What},
    notifications::DEAD_LETTERS,
};

#[tokio::test]
async fn a_record_read_twice_is_one_notification_and_a_hint() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let (mut client, _) = Client::listening(&world, ada, Topic::User).await;
    let streams = &world.node.store().streams;
    let first = record(1, ada, Kind::MentoringRequestReceived);
    streams.append(STREAM, vec![first.clone(), first]).await.unwrap();
    streams.append(STREAM, vec![record(2, ada, Kind::MentoringRequestAccepted)]).await.unwrap();
    for _ in 0..2 {
        assert_eq!(client.event().await.event, Event::Changed { what: What::Notification, id: ada.0 });
    }
    let rows = world.node.rows::<InboxRow>(INBOX, ORGANIZATION, &inbox::partition(ada), Range::default(), 10).await.unwrap();
    let kinds: Vec<_> = rows.iter().map(|row| row.value.notification.kind).collect();
    assert_eq!(kinds, [Kind::MentoringRequestReceived, Kind::MentoringRequestAccepted]);
}

#[tokio::test]
async fn what_cannot_be_read_goes_to_the_dead_letters_and_holds_nobody_up() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let (mut client, _) = Client::listening(&world, ada, Topic::User).await;
    let streams = &world.node.store().streams;
    let broken = StreamRecord { body: "nonsense".into(), ..record(1, ada, Kind::MentoringRequestReceived) };
    streams.append(STREAM, vec![broken.clone(), record(2, ada, Kind::MentoringRequestReceived)]).await.unwrap();
    client.event().await;
    let dead = streams.read(DEAD_LETTERS, 0, 10).await.unwrap();
    assert_eq!(dead.len(), 1);
    assert_eq!(dead[0].record, broken);
}

#[tokio::test]
async fn an_inbox_that_takes_nothing_holds_up_nobody_elses_notifications() {
    let world = World::start().await;
    let (ada, bob) = (world.person("ada").await, world.person("bob").await);
    let (mut client, _) = Client::listening(&world, bob, Topic::User).await;
    spoil_inbox(&world, ada).await;
    let streams = &world.node.store().streams;
    let lost = [record(1, ada, Kind::MentoringRequestReceived), record(2, ada, Kind::MentoringRequestAccepted)];
    streams.append(STREAM, lost.to_vec()).await.unwrap();
    streams.append(STREAM, vec![record(3, bob, Kind::MentoringRequestReceived)]).await.unwrap();

    assert_eq!(client.event().await.event, Event::Changed { what: What::Notification, id: bob.0 });
    let dead = streams.read(DEAD_LETTERS, 0, 10).await.unwrap();
    assert_eq!(dead.into_iter().map(|dead| dead.record).collect::<Vec<_>>(), lost);
    assert_eq!(world.node.parked().await.unwrap().len(), 1, "the inbox was parked, as the test means it");
}

/// The inbox holds a commit that nobody can read: its entity is parked at its first command.
async fn spoil_inbox(world: &World, person: UserId) {
    let entity = EntityKey { organization: ORGANIZATION.0, kind: lyceum_storage::Kind::new(inbox::Inbox::KIND), id: person.0 };
    let spoilt = Commit {
        entity,
        position: 1,
        events: 1,
        epoch: 1,
        attempt: uuid::Uuid::from_u128(1),
        body: "no commit of the host's".into(),
    };
    let (sink, mut appended) = tokio::sync::mpsc::unbounded_channel();
    world.node.store().journal.submit(vec![spoilt], Arc::new(Sink(sink)));
    appended.recv().await.unwrap().outcome.unwrap();
}

struct Sink(tokio::sync::mpsc::UnboundedSender<Appended>);

impl AppendSink for Sink {
    fn appended(&self, group: Vec<Appended>) {
        for appended in group {
            self.0.send(appended).ok();
        }
    }
}

fn record(position: u64, to: UserId, kind: Kind) -> StreamRecord {
    let mut body = Vec::new();
    ciborium::into_writer(&Notification::new(to, kind, Timestamp(1)), &mut body).unwrap();
    let key = EntityKey {
        organization: ORGANIZATION.0,
        kind: lyceum_storage::Kind::new("mentoring_request"),
        id: uuid::Uuid::from_u128(5),
    };
    StreamRecord { key, position, previous: position - 1, body: body.into() }
}
