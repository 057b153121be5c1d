//! Uploads that nobody adopted go away while the program runs; a picture in use never does.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use lyceum_storage::{Options, open, sweep};
use uuid::Uuid;

const DAYS: Duration = Duration::from_hours(72);

/// Lets a file look as if it had been put days ago.
fn age(path: &Path) {
    fs::File::options().write(true).open(path).unwrap().set_modified(SystemTime::now() - DAYS).unwrap();
}

fn upload(dir: &Path, organization: Uuid, id: Uuid) -> PathBuf {
    dir.join("blobs").join(organization.simple().to_string()).join(format!("{}.new", id.simple()))
}

#[tokio::test(start_paused = true)]
async fn old_uploads_are_swept_every_hour_and_young_or_adopted_ones_stay() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&Options::new(dir.path())).unwrap();
    let organization = Uuid::new_v4();
    let [left, young, again, adopted] = std::array::from_fn(|_| Uuid::new_v4());
    for id in [left, young, again, adopted] {
        store.blobs.put(organization, id, Bytes::from("x")).await.unwrap();
    }
    store.blobs.adopt(organization, adopted).await.unwrap();
    age(&upload(dir.path(), organization, adopted).with_extension(""));
    let sweeping = tokio::spawn(sweep::hourly(store.blobs.clone()));
    tokio::time::sleep(Duration::from_mins(1)).await;
    // both grow old; one is put again by a client that tries once more
    age(&upload(dir.path(), organization, left));
    age(&upload(dir.path(), organization, again));
    let torn = upload(dir.path(), organization, left).with_extension("tmp-0123");
    fs::write(&torn, "half").unwrap();
    age(&torn);
    store.blobs.put(organization, again, Bytes::from("x")).await.unwrap();
    while store.blobs.get(organization, left).await.unwrap().is_some() || torn.exists() {
        tokio::time::sleep(Duration::from_mins(1)).await;
    }
    for id in [young, again, adopted] {
        assert_eq!(store.blobs.get(organization, id).await.unwrap(), Some(Bytes::from("x")));
    }
    sweeping.abort();
    let _ = sweeping.await;
}

#[tokio::test]
async fn an_adopted_upload_survives_put_and_adopt_again() {
    let dir = tempfile::tempdir().unwrap();
    let organization = Uuid::new_v4();
    let id = Uuid::new_v4();
    // a program that died after `adopt`, and its client's second try
    for _ in 0..2 {
        let store = open(&Options::new(dir.path())).unwrap();
        store.blobs.put(organization, id, Bytes::from("x")).await.unwrap();
        store.blobs.adopt(organization, id).await.unwrap();
        assert_eq!(store.blobs.sweep(i64::MAX).await.unwrap(), 0);
        assert_eq!(store.blobs.get(organization, id).await.unwrap(), Some(Bytes::from("x")));
    }
}
