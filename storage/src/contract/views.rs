//! Rows: the highest version wins, deletes are remembered, ranges are in order.

use bytes::Bytes;
use uuid::Uuid;

use super::Subject;
use crate::{
    Store,
    views::{Range, RowKey, RowWrite},
};

const TABLE: &str = "contract";

pub async fn all(subject: &dyn Subject) {
    let store = subject.empty().await;
    the_highest_version_wins(&store).await;
    a_delete_is_remembered(&store).await;
    partitions_do_not_mix(&store).await;
    ranges_are_in_order(&store).await;
    many_rows_are_listed_in_pages(&store).await;
}

fn key(organization: Uuid, partition: &[u8], sort: &[u8]) -> RowKey {
    RowKey { table: TABLE, organization, partition: Bytes::copy_from_slice(partition), sort: Bytes::copy_from_slice(sort) }
}

fn put(key: &RowKey, version: u64, value: &str) -> RowWrite {
    RowWrite { key: key.clone(), version, value: Some(Bytes::copy_from_slice(value.as_bytes())) }
}

async fn value(store: &Store, key: &RowKey) -> Option<(u64, String)> {
    let row = store.views.get(key).await.expect("get")?;
    assert_eq!(row.sort, key.sort);
    Some((row.version, String::from_utf8(row.value.to_vec()).expect("text")))
}

async fn the_highest_version_wins(store: &Store) {
    let k = key(Uuid::new_v4(), b"p", b"s");
    store.views.write(vec![put(&k, 5, "five")]).await.expect("write");
    store.views.write(vec![put(&k, 4, "four")]).await.expect("late");
    assert_eq!(value(store, &k).await, Some((5, "five".into())));
    store.views.write(vec![put(&k, 7, "seven"), put(&k, 6, "six")]).await.expect("write");
    assert_eq!(value(store, &k).await, Some((7, "seven".into())));
}

async fn a_delete_is_remembered(store: &Store) {
    let k = key(Uuid::new_v4(), b"p", b"s");
    let delete = |version| RowWrite { key: k.clone(), version, value: None };
    store.views.write(vec![put(&k, 1, "one")]).await.expect("write");
    store.views.write(vec![delete(3)]).await.expect("delete");
    store.views.write(vec![put(&k, 2, "two")]).await.expect("late");
    assert_eq!(value(store, &k).await, None);
    store.views.write(vec![put(&k, 3, "three")]).await.expect("tie");
    assert_eq!(value(store, &k).await, None, "at the same version the delete wins");
    store.views.write(vec![put(&k, 4, "four")]).await.expect("write");
    assert_eq!(value(store, &k).await, Some((4, "four".into())));
    let tie = key(Uuid::new_v4(), b"p", b"s");
    store.views.write(vec![put(&tie, 1, "one")]).await.expect("write");
    store.views.write(vec![RowWrite { key: tie.clone(), version: 1, value: None }]).await.expect("delete");
    assert_eq!(value(store, &tie).await, None, "in either order");
}

async fn partitions_do_not_mix(store: &Store) {
    let organization = Uuid::new_v4();
    let keys = [key(organization, b"a", b"b1"), key(organization, b"ab", b"1"), key(Uuid::new_v4(), b"a", b"b1")];
    for (n, k) in keys.iter().enumerate() {
        store.views.write(vec![put(k, 1, &n.to_string())]).await.expect("write");
    }
    for (n, k) in keys.iter().enumerate() {
        let rows = store.views.list(TABLE, k.organization, &k.partition, Range::default(), 10).await.expect("list");
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].value, n.to_string().into_bytes());
    }
}

async fn ranges_are_in_order(store: &Store) {
    let organization = Uuid::new_v4();
    let sorts: Vec<Vec<u8>> = vec![vec![], vec![0], vec![0, 1], vec![1], vec![255], vec![255, 255]];
    for sort in sorts.iter().rev() {
        store.views.write(vec![put(&key(organization, b"p", sort), 1, "x")]).await.expect("write");
    }
    let list = async |range: Range, limit| -> Vec<Vec<u8>> {
        let rows = store.views.list(TABLE, organization, b"p", range, limit).await.expect("list");
        rows.into_iter().map(|r| r.sort.to_vec()).collect()
    };
    assert_eq!(list(Range::default(), 10).await, sorts);
    let reversed: Vec<Vec<u8>> = sorts.iter().rev().cloned().collect();
    assert_eq!(list(Range { reverse: true, ..Range::default() }, 10).await, reversed);
    assert_eq!(list(Range { reverse: true, ..Range::default() }, 2).await, reversed[..2]);
    let (after, before) = (Some(Bytes::from(vec![0])), Some(Bytes::from(vec![255, 255])));
    assert_eq!(list(Range { after: after.clone(), before: before.clone(), reverse: false }, 10).await, sorts[2..5]);
    assert_eq!(list(Range { after, before, reverse: true }, 1).await, sorts[4..5]);
}

async fn many_rows_are_listed_in_pages(store: &Store) {
    let organization = Uuid::new_v4();
    let row = |n: u32, version, value| RowWrite { key: key(organization, b"many", &n.to_be_bytes()), version, value };
    for chunk in (0..1000u32).collect::<Vec<_>>().chunks(100) {
        store.views.write(chunk.iter().map(|n| row(*n, 1, Some(Bytes::from("x")))).collect()).await.expect("write");
    }
    store.views.write((0..1000).filter(|n| n % 3 != 0).map(|n| row(n, 2, None)).collect()).await.expect("delete");
    for reverse in [false, true] {
        let mut want: Vec<u32> = (0..1000).filter(|n| n % 3 == 0).collect();
        if reverse {
            want.reverse();
        }
        let mut got: Vec<u32> = Vec::new();
        loop {
            let edge = got.last().map(|n| Bytes::copy_from_slice(&n.to_be_bytes()));
            let range = if reverse {
                Range { before: edge, reverse, ..Range::default() }
            } else {
                Range { after: edge, ..Range::default() }
            };
            let page = store.views.list(TABLE, organization, b"many", range, 37).await.expect("list");
            if page.is_empty() {
                break;
            }
            got.extend(page.iter().map(|r| u32::from_be_bytes(r.sort[..].try_into().expect("four bytes"))));
        }
        assert_eq!(got, want);
    }
}
