//! Leases, the map, marks, cursors, snapshots, reminders, parked entities.

use bytes::Bytes;

use super::{Subject, append_one, commit, entity};
use crate::{
    EntityKey, Store, StoreError,
    placement::{Lease, Parked, ShardMap, Snapshot},
};

pub async fn all(subject: &dyn Subject) {
    let store = subject.empty().await;
    the_map_changes_by_compare_and_set(&store).await;
    marks_live_until_their_round_is_dropped(&store).await;
    cursors_and_snapshots_are_the_last_saved(&store).await;
    reminders_come_earliest_first(&store).await;
    parked_entities_stay_until_released(&store).await;
    incarnations_grow_and_notes_stay_over_restarts(subject).await;
}

async fn the_map_changes_by_compare_and_set(store: &Store) {
    let placement = &store.placement;
    assert_eq!(placement.map().await.expect("map"), None);
    let first = ShardMap { version: 1, timeline: 0, owners: vec!["a".into(), "b".into(), "a".into()] };
    assert!(!placement.change_map(&ShardMap { version: 2, ..first.clone() }).await.expect("change"));
    assert!(placement.change_map(&first).await.expect("change"));
    assert!(!placement.change_map(&first).await.expect("the same again"));
    let second = ShardMap { version: 2, timeline: 1, owners: vec!["b".into(); 4096] };
    assert!(placement.change_map(&second).await.expect("change"));
    assert_eq!(placement.map().await.expect("map"), Some(second));
}

async fn marks_live_until_their_round_is_dropped(store: &Store) {
    let placement = &store.placement;
    let (a, b, c) = (entity(), entity(), entity());
    placement.mark(7, 10, &[a, b]).await.expect("mark");
    placement.mark(7, 11, &[b]).await.expect("mark");
    placement.mark(8, 10, &[c]).await.expect("mark");
    let sorted = |mut entities: Vec<EntityKey>| {
        entities.sort_unstable();
        entities
    };
    assert_eq!(placement.marked(7).await.expect("marked"), sorted(vec![a, b]));
    placement.drop_marks(7, 11).await.expect("drop");
    assert_eq!(placement.marked(7).await.expect("marked"), [b]);
    assert_eq!(placement.marked(8).await.expect("marked"), [c], "another shard's marks stay");
    placement.drop_marks(7, 12).await.expect("drop");
    assert_eq!(placement.marked(7).await.expect("marked"), []);
}

async fn cursors_and_snapshots_are_the_last_saved(store: &Store) {
    let placement = &store.placement;
    let e = entity();
    assert_eq!(placement.cursor(&e).await.expect("cursor"), None);
    assert_eq!(placement.snapshot(&e).await.expect("snapshot"), None);
    for n in 1..=3u8 {
        placement.save_cursor(&e, Bytes::from(vec![n])).await.expect("save");
        let snapshot = Snapshot { position: u64::from(n), state: 2, body: Bytes::from(vec![n; 5000]) };
        placement.save_snapshot(&e, snapshot.clone()).await.expect("save");
        assert_eq!(placement.cursor(&e).await.expect("cursor"), Some(Bytes::from(vec![n])));
        assert_eq!(placement.snapshot(&e).await.expect("snapshot"), Some(snapshot));
    }
}

async fn reminders_come_earliest_first(store: &Store) {
    let placement = &store.placement;
    let (a, b, c) = (entity(), entity(), entity());
    placement.set_reminder(3, &a, Some(3_000)).await.expect("set");
    placement.set_reminder(3, &b, Some(-5)).await.expect("set");
    placement.set_reminder(3, &c, Some(2_000)).await.expect("set");
    placement.set_reminder(4, &entity(), Some(1)).await.expect("set");
    assert_eq!(placement.reminders(3, 2_000, 10).await.expect("due"), [(b, -5), (c, 2_000)]);
    assert_eq!(placement.reminders(3, i64::MAX, 2).await.expect("due"), [(b, -5), (c, 2_000)]);
    placement.set_reminder(3, &c, Some(9_000)).await.expect("later");
    placement.set_reminder(3, &b, None).await.expect("forget");
    assert_eq!(placement.reminders(3, i64::MAX, 10).await.expect("due"), [(a, 3_000), (c, 9_000)]);
}

async fn parked_entities_stay_until_released(store: &Store) {
    let placement = &store.placement;
    let parked = Parked { entity: entity(), lane: None, position: 4, since_ms: Some(-5), cause: "evolve panicked".into() };
    let lane = Parked { lane: Some("ledger/1".into()), position: 2, since_ms: None, ..parked.clone() };
    placement.park(&parked).await.expect("park");
    placement.park(&parked).await.expect("park again");
    placement.park(&lane).await.expect("park a lane");
    assert_eq!(placement.parked().await.expect("parked"), [parked.clone(), lane.clone()]);
    placement.unpark(&parked.entity, None).await.expect("unpark");
    placement.unpark(&parked.entity, None).await.expect("unpark again");
    assert_eq!(placement.parked().await.expect("parked"), std::slice::from_ref(&lane), "the lane is not the entity");
    placement.unpark(&lane.entity, lane.lane.as_deref()).await.expect("unpark the lane");
    assert_eq!(placement.parked().await.expect("parked"), []);
}

async fn incarnations_grow_and_notes_stay_over_restarts(subject: &dyn Subject) {
    let mut store = subject.empty().await;
    let (e, parked) = (entity(), Parked { entity: entity(), lane: None, position: 1, since_ms: Some(7), cause: "why".into() });
    let map = ShardMap { version: 1, timeline: 3, owners: vec!["a".into(); 16] };
    assert!(store.placement.change_map(&map).await.expect("change"));
    store.placement.park(&parked).await.expect("park");
    store.placement.mark(1, 1, &[e]).await.expect("mark");
    append_one(&store.journal, commit(e, 1, 1, 1)).await.expect("append");
    store.placement.set_reminder(1, &e, Some(5)).await.expect("set");
    let mut before = 0;
    let mut old: Option<Lease> = None;
    for _ in 0..3 {
        let lease = store.placement.acquire("single").await.expect("acquire");
        if let Some(old) = old.replace(lease.clone()) {
            let over = store.placement.renew(&old).await;
            assert!(matches!(over, Err(StoreError::Misuse(_))), "a former incarnation is renewed: {over:?}");
        }
        assert!(lease.incarnation > before);
        before = lease.incarnation;
        let renewed = store.placement.renew(&lease).await.expect("renew");
        assert!(renewed.counter > lease.counter && renewed.incarnation == lease.incarnation);
        assert_eq!(store.placement.map().await.expect("map"), Some(map.clone()));
        assert_eq!(store.placement.parked().await.expect("parked"), std::slice::from_ref(&parked));
        assert_eq!(store.placement.marked(1).await.expect("marked"), [e], "a mark before an append survives with it");
        store = subject.again(store).await;
    }
}
