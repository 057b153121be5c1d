//! Blobs: durable when answered, swept unless adopted.

use bytes::Bytes;
use uuid::Uuid;

use super::Subject;
use crate::{Store, StoreError, blobs::BLOB_MAX};

pub async fn all(subject: &dyn Subject) {
    let store = subject.empty().await;
    a_blob_is_put_once(&store).await;
    a_blob_has_a_largest_size(&store).await;
    what_is_not_adopted_is_swept(&store).await;
    what_is_adopted_and_old_is_listed_and_discarded(&store).await;
    let store = subject.empty().await;
    let (organization, id) = (Uuid::new_v4(), Uuid::new_v4());
    store.blobs.put(organization, id, Bytes::from("kept")).await.expect("put");
    let store = subject.again(store).await;
    assert_eq!(store.blobs.get(organization, id).await.expect("get"), Some(Bytes::from("kept")));
}

async fn a_blob_is_put_once(store: &Store) {
    let (blobs, organization, id) = (&store.blobs, Uuid::new_v4(), Uuid::new_v4());
    assert_eq!(blobs.get(organization, id).await.expect("get"), None);
    for _ in 0..2 {
        blobs.put(organization, id, Bytes::from("picture")).await.expect("put");
    }
    let other = blobs.put(organization, id, Bytes::from("another")).await;
    assert!(matches!(other, Err(StoreError::Misuse(_))), "{other:?}");
    assert_eq!(blobs.get(organization, id).await.expect("get"), Some(Bytes::from("picture")));
    assert_eq!(blobs.get(Uuid::new_v4(), id).await.expect("get"), None, "another organization's");
    for _ in 0..2 {
        blobs.delete(organization, id).await.expect("delete");
    }
    assert_eq!(blobs.get(organization, id).await.expect("get"), None);
}

async fn a_blob_has_a_largest_size(store: &Store) {
    let (blobs, organization, id) = (&store.blobs, Uuid::new_v4(), Uuid::new_v4());
    let large = Bytes::from(vec![7; BLOB_MAX + 1]);
    let refused = blobs.put(organization, id, large.clone()).await;
    assert!(matches!(refused, Err(StoreError::Misuse(_))), "{refused:?}");
    blobs.put(organization, id, large.slice(1..)).await.expect("the largest");
    assert_eq!(blobs.get(organization, id).await.expect("get"), Some(large.slice(1..)));
    blobs.delete(organization, id).await.expect("delete");
}

async fn what_is_not_adopted_is_swept(store: &Store) {
    let (blobs, organization) = (&store.blobs, Uuid::new_v4());
    let (kept, swept) = (Uuid::new_v4(), Uuid::new_v4());
    for id in [kept, swept] {
        blobs.put(organization, id, Bytes::from("x")).await.expect("put");
    }
    for _ in 0..2 {
        blobs.adopt(organization, kept).await.expect("adopt");
    }
    assert_eq!(blobs.sweep(0).await.expect("sweep"), 0, "those are younger");
    assert_eq!(blobs.sweep(i64::MAX).await.expect("sweep"), 1);
    assert_eq!(blobs.get(organization, kept).await.expect("get"), Some(Bytes::from("x")));
    assert_eq!(blobs.get(organization, swept).await.expect("get"), None);
}

async fn what_is_adopted_and_old_is_listed_and_discarded(store: &Store) {
    let (blobs, organization) = (&store.blobs, Uuid::new_v4());
    let (adopted, waiting) = (Uuid::new_v4(), Uuid::new_v4());
    for id in [adopted, waiting] {
        blobs.put(organization, id, Bytes::from("x")).await.expect("put");
    }
    blobs.adopt(organization, adopted).await.expect("adopt");
    assert_eq!(blobs.adopted(0).await.expect("adopted"), []);
    let listed = blobs.adopted(i64::MAX).await.expect("adopted");
    assert!(listed.contains(&(organization, adopted)) && !listed.contains(&(organization, waiting)), "{listed:?}");
    assert!(!blobs.discard(organization, adopted, 0).await.expect("discard"), "it is younger");
    assert!(blobs.discard(organization, adopted, i64::MAX).await.expect("discard"));
    assert!(!blobs.discard(organization, adopted, i64::MAX).await.expect("discard"), "it is gone");
    assert_eq!(blobs.get(organization, adopted).await.expect("get"), None);
    blobs.put(organization, adopted, Bytes::from("x")).await.expect("it may be put again");
    blobs.delete(organization, waiting).await.expect("delete");
    blobs.delete(organization, adopted).await.expect("delete");
}
