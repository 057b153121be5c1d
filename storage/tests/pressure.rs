//! More is written than may wait in memory: writers are held back, nothing stalls, nothing is lost.

use bytes::Bytes;
use lyceum_storage::{
    Options,
    contract::{append_one, commit, entity},
    open,
    views::{Range, RowKey, RowWrite},
};
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn heavy_rows_hold_writers_back_and_stall_no_append() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&Options { segment_bytes: 16 << 20, ..Options::new(dir.path()) }).unwrap();
    let organization = Uuid::new_v4();
    let rows = tokio::spawn({
        let views = store.views.clone();
        async move {
            for n in 0..120u32 {
                let sort = Bytes::copy_from_slice(&n.to_be_bytes());
                let key = RowKey { table: "heavy", organization, partition: Bytes::new(), sort };
                views.write(vec![RowWrite { key, version: 1, value: Some(Bytes::from(vec![1; 1_000_000])) }]).await.unwrap();
            }
        }
    });
    let e = entity();
    let mut position = 1;
    while !rows.is_finished() || position < 100 {
        append_one(&store.journal, commit(e, position, 1, 1)).await.unwrap();
        position += 1;
    }
    rows.await.unwrap();
    assert_eq!(store.views.list("heavy", organization, b"", Range::default(), 1000).await.unwrap().len(), 120);
    assert_eq!(store.journal.head(&e).await.unwrap().next, position);
}
