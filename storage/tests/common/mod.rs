//! A store with something of everything in it, and the check that it is all there.

use std::path::Path;

use bytes::Bytes;
use lyceum_storage::{
    Commit, EntityKey, Options, Store,
    contract::{append, commit, entity},
    streams::StreamRecord,
    views::{Range, RowKey, RowWrite},
};
use uuid::Uuid;

pub fn options(dir: &Path) -> Options {
    Options { segment_bytes: 8 * 1024, ..Options::new(dir) }
}

pub fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(work)
}

pub struct Contents {
    pub commits: Vec<Vec<Commit>>,
    organization: Uuid,
}

impl Contents {
    pub async fn fill(store: &Store) -> Self {
        let organization = Uuid::new_v4();
        let mut all = Vec::new();
        for n in 0..20u64 {
            let e = entity();
            let commits: Vec<Commit> = (1..=20).map(|p| commit(e, p, 1, 1)).collect();
            store.placement.mark(1, n % 3, &[e]).await.unwrap();
            assert!(append(&store.journal, commits.clone()).await.iter().all(Result::is_ok));
            store.views.write(vec![row(organization, n, Some(Bytes::from("row")))]).await.unwrap();
            store.placement.save_cursor(&e, Bytes::from(vec![3; 9])).await.unwrap();
            store.placement.set_reminder(1, &e, Some(n.cast_signed())).await.unwrap();
            all.push(commits);
        }
        store.placement.drop_marks(1, 1).await.unwrap();
        let key = entity();
        for n in 1..=10 {
            let record = StreamRecord { key, position: n, previous: n - 1, body: Bytes::from("record") };
            store.streams.append("kept", vec![record]).await.unwrap();
        }
        store.streams.commit("kept", "mail", 4).await.unwrap();
        store.placement.acquire("single").await.unwrap();
        Self { commits: all, organization }
    }

    /// Everything is as it was written; `Err` is the first error that a read answered.
    pub async fn check(&self, store: &Store) -> Result<(), lyceum_storage::StoreError> {
        for (n, commits) in (0u64..).zip(&self.commits) {
            let e = commits[0].entity;
            assert_eq!(&store.journal.read(&e, 1, 100).await?, commits);
            let head = store.journal.head(&e).await?;
            assert_eq!((head.next, head.attempt), (21, commits[19].attempt));
            let row = store.views.get(&row(self.organization, n, None).key).await?;
            assert_eq!(row.map(|r| r.value), Some(Bytes::from("row")));
            assert_eq!(store.placement.cursor(&e).await?, Some(Bytes::from(vec![3; 9])));
        }
        assert_eq!(store.views.list("lines", self.organization, b"p", Range::default(), 100).await?.len(), 20);
        let mut marked: Vec<EntityKey> =
            self.commits.iter().enumerate().filter(|(n, _)| n % 3 > 0).map(|(_, c)| c[0].entity).collect();
        marked.sort_unstable();
        assert_eq!(store.placement.marked(1).await?, marked);
        let due: Vec<_> = (0i64..).zip(&self.commits).map(|(n, c)| (c[0].entity, n)).collect();
        assert_eq!(store.placement.reminders(1, 1000, 100).await?, due);
        assert_eq!(store.streams.read("kept", 0, 100).await?.len(), 10);
        assert_eq!(store.streams.committed("kept", "mail").await?, 4);
        Ok(())
    }
}

fn row(organization: Uuid, n: u64, value: Option<Bytes>) -> RowWrite {
    let sort = Bytes::copy_from_slice(&n.to_be_bytes());
    RowWrite { key: RowKey { table: "lines", organization, partition: Bytes::from("p"), sort }, version: 20, value }
}
