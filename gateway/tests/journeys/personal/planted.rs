//! The search for what people say, itself searched: a word in the open is found in each kind of place where one could lie.

use std::{collections::BTreeSet, fs, path::Path, sync::Arc};

use bytes::Bytes;
use lyceum_storage::{
    Commit, EntityKey, Kind, Options, open,
    placement::Snapshot,
    streams::StreamRecord,
    views::{RowKey, RowWrite},
};
use uuid::Uuid;

use super::search::Evidence;

const NOBODY: &str = "never said by anybody";

/// A store with a word in everything that it keeps.
async fn spoiled(data: &Path) {
    let store = open(&Options::new(data)).unwrap();
    let entity = EntityKey { organization: Uuid::from_u128(1), kind: Kind::new("user"), id: Uuid::from_u128(2) };
    let within = |word: &str| Bytes::from(format!("\u{1}\u{7f}{word}\u{2}"));
    let (sink, mut told) = tokio::sync::mpsc::unbounded_channel();
    let (attempt, body) = (Uuid::from_u128(3), within("a word of an event"));
    store.journal.submit(vec![Commit { entity, position: 1, events: 1, epoch: 1, attempt, body }], Arc::new(sink));
    told.recv().await.unwrap().remove(0).outcome.unwrap();
    let record = StreamRecord { key: entity, position: 1, previous: 0, body: within("a word of a stream") };
    store.streams.append("notifications", vec![record]).await.unwrap();
    let key = |sort: &str| RowKey {
        table: "profiles",
        organization: entity.organization,
        partition: Bytes::from_static(b"p"),
        sort: Bytes::copy_from_slice(sort.as_bytes()),
    };
    let row = |sort, word: &str| RowWrite { key: key(sort), version: 1, value: Some(within(word)) };
    store.views.write(vec![row("1", "a word of a row"), row("a word of a row's key", "nothing")]).await.unwrap();
    store.placement.save_cursor(&entity, within("a word of a cursor")).await.unwrap();
    let snapshot = Snapshot { position: 1, state: 1, body: within("a word of a snapshot") };
    store.placement.save_snapshot(&entity, snapshot).await.unwrap();
    store.blobs.put(entity.organization, Uuid::from_u128(4), within("a word of a picture")).await.unwrap();
    store.blobs.adopt(entity.organization, Uuid::from_u128(4)).await.unwrap();
    store.blobs.put(entity.organization, Uuid::from_u128(5), within("a word of an upload")).await.unwrap();
    drop(store);
    fs::write(data.join("keys/a word of a name"), "").unwrap();
    fs::write(data.join("torn"), "a word of what was torn").unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_in_the_open_is_found_wherever_it_lies_and_however_it_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    spoiled(&data).await;
    let said = b"2026 DEBUG a word of the log".to_vec();
    let metrics = br#"lyceum_x{name="a word of a metric"} 1"#.to_vec();
    let evidence = Evidence { data, said, metrics };
    let rows: [(&str, &[&str]); 12] = [
        ("a word of an event", &["log"]),
        ("a word of a stream", &["log"]),
        ("a word of a row", &["index", "log"]),
        ("a word of a row's key", &["index", "log"]),
        ("a word of a cursor", &["index", "log"]),
        ("a word of a snapshot", &["index"]),
        ("a word of a picture", &["blobs"]),
        ("a word of an upload", &["blobs"]),
        ("a word of a name", &["keys"]),
        ("a word of what was torn", &["torn"]),
        ("a word of the log", &["said"]),
        ("a word of a metric", &["metrics"]),
    ];
    for (word, places) in rows {
        let found = evidence.places(&word.to_uppercase());
        assert!(places.iter().all(|place| found.contains(*place)), "{word}: {found:?}");
    }
    assert_eq!(evidence.places(NOBODY), BTreeSet::new());
}
