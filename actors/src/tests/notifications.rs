//! From the stream to inboxes.

use std::{sync::Arc, time::Duration};

use lyceum_domain::{
    core::{Entity, Timestamp, UserId},
    inbox::{self, INBOX, InboxRow},
    notifications::{Kind, Notification, STREAM},
};
use lyceum_storage::{EntityKey, journal::Commit, streams::StreamRecord, views::Range};

use super::{Client, World, world::ORGANIZATION};
use crate::{
    DeadOrder,
    frames::{Event, Topic, event::What},
    notifications::CONSUMED,
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
    let dead = CONSUMED.dead(&**streams, 10).await.unwrap();
    assert_eq!((dead.len(), &dead[0].record), (1, &broken));
    let (cause, at_ms) = dead[0].cause.clone().unwrap();
    assert!(cause.starts_with("it cannot be read: ") && at_ms > 0, "{cause} at {at_ms}");
}

#[tokio::test]
async fn a_dead_letter_lies_there_until_an_operator_retries_or_drops_it() {
    let world = World::start().await;
    let streams = &*world.node.store().streams;
    let ada = world.person("ada").await;
    let broken = |n| StreamRecord { body: format!("nonsense {n}").into(), ..record(n, ada, Kind::MentoringRequestReceived) };
    streams.append(STREAM, (1..=3).map(broken).collect()).await.unwrap();
    let dead = async |count: u64| {
        let waited = async {
            while CONSUMED.dead_count(streams).await.unwrap() != count || CONSUMED.lag(streams).await.unwrap() > 0 {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), waited).await.expect("so many lie there");
        CONSUMED.dead(streams, 10).await.unwrap().into_iter().map(|dead| (dead.offset, dead.record)).collect::<Vec<_>>()
    };
    assert_eq!(dead(3).await, [(0, broken(1)), (1, broken(2)), (2, broken(3))]);
    assert_eq!(CONSUMED.settle(streams, 0, DeadOrder::Drop).await.unwrap(), 1);
    assert_eq!(CONSUMED.settle(streams, 1, DeadOrder::Retry).await.unwrap(), 1);
    assert_eq!(dead(2).await, [(2, broken(3)), (3, broken(2))], "what fails again lies behind the others");
    assert_eq!(CONSUMED.settle(streams, 0, DeadOrder::Retry).await.unwrap(), 0, "it was settled");
    assert_eq!(CONSUMED.settle(streams, 99, DeadOrder::Drop).await.unwrap(), 2);
    assert_eq!(dead(0).await, []);

    // as a former program laid it there
    streams.append("notifications_dead", vec![broken(4)]).await.unwrap();
    let former = CONSUMED.dead(streams, 10).await.unwrap();
    assert_eq!((&former[0].record, &former[0].cause), (&broken(4), &None));
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
    let dead = CONSUMED.dead(&**streams, 10).await.unwrap();
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
    world.node.store().journal.submit(vec![spoilt], Arc::new(sink));
    appended.recv().await.unwrap().remove(0).outcome.unwrap();
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
