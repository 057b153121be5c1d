//! Wraps every trait of a store at once: what a decorator does around a call is written once, in its [`Layer`].

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use uuid::Uuid;

use crate::{
    AppendSink, Blobs, Commit, EntityKey, Head, Journal, Keys, Placement, Store, StoreError, Streams, Views,
    keys::SecretKey,
    placement::{Lease, Parked, ShardMap, Snapshot},
    streams::{StoredRecord, StreamRecord},
    views::{Range, RowKey, RowWrite, StoredRow},
};

/// What happens around each call.
#[async_trait]
pub trait Layer: Send + Sync + 'static {
    /// `work` is the call that is named `call`; whether and when it is awaited is the layer's matter.
    async fn around<T, F>(&self, call: &'static str, work: F) -> Result<T, StoreError>
    where
        T: Send,
        F: Future<Output = Result<T, StoreError>> + Send;

    fn submit(&self, inner: &Arc<dyn Journal>, commits: Vec<Commit>, sink: Arc<dyn AppendSink>);
}

/// A store whose every call passes through `layer`.
pub fn decorate<L: Layer>(store: &Store, layer: &Arc<L>) -> Store {
    let decorated = Arc::new(Decorated { inner: store.clone(), layer: layer.clone() });
    Store {
        journal: decorated.clone(),
        views: decorated.clone(),
        placement: decorated.clone(),
        streams: decorated.clone(),
        blobs: decorated.clone(),
        keys: decorated,
        backup: store.backup.clone(),
        queues: store.queues.clone(),
        disk: store.disk.clone(),
        closing: store.closing.clone(),
        report: store.report.clone(),
    }
}

struct Decorated<L> {
    inner: Store,
    layer: Arc<L>,
}

#[async_trait]
impl<L: Layer> Journal for Decorated<L> {
    fn submit(&self, commits: Vec<Commit>, sink: Arc<dyn AppendSink>) {
        self.layer.submit(&self.inner.journal, commits, sink);
    }

    async fn head(&self, entity: &EntityKey) -> Result<Head, StoreError> {
        self.layer.around("head", self.inner.journal.head(entity)).await
    }
    async fn read(&self, entity: &EntityKey, from: u64, limit: usize) -> Result<Vec<Commit>, StoreError> {
        self.layer.around("read", self.inner.journal.read(entity, from, limit)).await
    }
    async fn fence(&self, entity: &EntityKey, epoch: u64) -> Result<Head, StoreError> {
        self.layer.around("fence", self.inner.journal.fence(entity, epoch)).await
    }
    async fn entities(&self, after: Option<EntityKey>, limit: usize) -> Result<Vec<EntityKey>, StoreError> {
        self.layer.around("entities", self.inner.journal.entities(after, limit)).await
    }
}

#[async_trait]
impl<L: Layer> Views for Decorated<L> {
    async fn write(&self, rows: Vec<RowWrite>) -> Result<(), StoreError> {
        self.layer.around("row_write", self.inner.views.write(rows)).await
    }
    async fn get(&self, key: &RowKey) -> Result<Option<StoredRow>, StoreError> {
        self.layer.around("row_get", self.inner.views.get(key)).await
    }
    async fn list(
        &self,
        table: &'static str,
        organization: Uuid,
        partition: &[u8],
        range: Range,
        limit: usize,
    ) -> Result<Vec<StoredRow>, StoreError> {
        self.layer.around("row_list", self.inner.views.list(table, organization, partition, range, limit)).await
    }
}

#[async_trait]
impl<L: Layer> Placement for Decorated<L> {
    async fn acquire(&self, node: &str) -> Result<Lease, StoreError> {
        self.layer.around("acquire", self.inner.placement.acquire(node)).await
    }
    async fn renew(&self, lease: &Lease) -> Result<Lease, StoreError> {
        self.layer.around("renew", self.inner.placement.renew(lease)).await
    }
    async fn map(&self) -> Result<Option<ShardMap>, StoreError> {
        self.layer.around("map", self.inner.placement.map()).await
    }
    async fn change_map(&self, map: &ShardMap) -> Result<bool, StoreError> {
        self.layer.around("change_map", self.inner.placement.change_map(map)).await
    }
    async fn mark(&self, shard: u32, round: u64, entities: &[EntityKey]) -> Result<(), StoreError> {
        self.layer.around("mark", self.inner.placement.mark(shard, round, entities)).await
    }
    async fn marked(&self, shard: u32) -> Result<Vec<EntityKey>, StoreError> {
        self.layer.around("marked", self.inner.placement.marked(shard)).await
    }
    async fn drop_marks(&self, shard: u32, round: u64) -> Result<(), StoreError> {
        self.layer.around("drop_marks", self.inner.placement.drop_marks(shard, round)).await
    }
    async fn save_cursor(&self, entity: &EntityKey, cursor: Bytes) -> Result<(), StoreError> {
        self.layer.around("save_cursor", self.inner.placement.save_cursor(entity, cursor)).await
    }
    async fn cursor(&self, entity: &EntityKey) -> Result<Option<Bytes>, StoreError> {
        self.layer.around("cursor", self.inner.placement.cursor(entity)).await
    }
    async fn save_snapshot(&self, entity: &EntityKey, snapshot: Snapshot) -> Result<(), StoreError> {
        self.layer.around("save_snapshot", self.inner.placement.save_snapshot(entity, snapshot)).await
    }
    async fn snapshot(&self, entity: &EntityKey) -> Result<Option<Snapshot>, StoreError> {
        self.layer.around("snapshot", self.inner.placement.snapshot(entity)).await
    }
    async fn set_reminder(&self, shard: u32, entity: &EntityKey, due_ms: Option<i64>) -> Result<(), StoreError> {
        self.layer.around("set_reminder", self.inner.placement.set_reminder(shard, entity, due_ms)).await
    }
    async fn reminders(&self, shard: u32, until_ms: i64, limit: usize) -> Result<Vec<(EntityKey, i64)>, StoreError> {
        self.layer.around("reminders", self.inner.placement.reminders(shard, until_ms, limit)).await
    }
    async fn park(&self, parked: &Parked) -> Result<(), StoreError> {
        self.layer.around("park", self.inner.placement.park(parked)).await
    }
    async fn unpark(&self, entity: &EntityKey, lane: Option<&str>) -> Result<(), StoreError> {
        self.layer.around("unpark", self.inner.placement.unpark(entity, lane)).await
    }
    async fn parked(&self) -> Result<Vec<Parked>, StoreError> {
        self.layer.around("parked", self.inner.placement.parked()).await
    }
    async fn sync(&self) -> Result<(), StoreError> {
        self.layer.around("sync", self.inner.placement.sync()).await
    }
}

#[async_trait]
impl<L: Layer> Streams for Decorated<L> {
    async fn append(&self, stream: &str, records: Vec<StreamRecord>) -> Result<u64, StoreError> {
        self.layer.around("stream_append", self.inner.streams.append(stream, records)).await
    }
    async fn read(&self, stream: &str, from: u64, limit: usize) -> Result<Vec<StoredRecord>, StoreError> {
        self.layer.around("stream_read", self.inner.streams.read(stream, from, limit)).await
    }
    /// Not decorated: it lasts for as long as nothing comes.
    async fn wait(&self, stream: &str, offset: u64) -> Result<(), StoreError> {
        self.inner.streams.wait(stream, offset).await
    }
    async fn end(&self, stream: &str) -> Result<u64, StoreError> {
        self.layer.around("stream_end", self.inner.streams.end(stream)).await
    }
    async fn committed(&self, stream: &str, consumer: &str) -> Result<u64, StoreError> {
        self.layer.around("stream_committed", self.inner.streams.committed(stream, consumer)).await
    }
    async fn commit(&self, stream: &str, consumer: &str, offset: u64) -> Result<(), StoreError> {
        self.layer.around("stream_commit", self.inner.streams.commit(stream, consumer, offset)).await
    }
}

#[async_trait]
impl<L: Layer> Blobs for Decorated<L> {
    async fn put(&self, organization: Uuid, id: Uuid, bytes: Bytes) -> Result<(), StoreError> {
        self.layer.around("blob_put", self.inner.blobs.put(organization, id, bytes)).await
    }
    async fn get(&self, organization: Uuid, id: Uuid) -> Result<Option<Bytes>, StoreError> {
        self.layer.around("blob_get", self.inner.blobs.get(organization, id)).await
    }
    async fn adopt(&self, organization: Uuid, id: Uuid) -> Result<(), StoreError> {
        self.layer.around("blob_adopt", self.inner.blobs.adopt(organization, id)).await
    }
    async fn delete(&self, organization: Uuid, id: Uuid) -> Result<(), StoreError> {
        self.layer.around("blob_delete", self.inner.blobs.delete(organization, id)).await
    }
    async fn adopted(&self, before_ms: i64) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
        self.layer.around("blob_adopted", self.inner.blobs.adopted(before_ms)).await
    }
    async fn discard(&self, organization: Uuid, id: Uuid, before_ms: i64) -> Result<bool, StoreError> {
        self.layer.around("blob_discard", self.inner.blobs.discard(organization, id, before_ms)).await
    }
    async fn sweep(&self, before_ms: i64) -> Result<usize, StoreError> {
        self.layer.around("blob_sweep", self.inner.blobs.sweep(before_ms)).await
    }
}

#[async_trait]
impl<L: Layer> Keys for Decorated<L> {
    async fn create(&self, organization: Uuid, person: Uuid) -> Result<SecretKey, StoreError> {
        self.layer.around("key_create", self.inner.keys.create(organization, person)).await
    }
    async fn get(&self, organization: Uuid, person: Uuid) -> Result<Option<SecretKey>, StoreError> {
        self.layer.around("key_get", self.inner.keys.get(organization, person)).await
    }
    async fn destroy(&self, organization: Uuid, person: Uuid) -> Result<(), StoreError> {
        self.layer.around("key_destroy", self.inner.keys.destroy(organization, person)).await
    }
    async fn secret(&self, name: &str) -> Result<SecretKey, StoreError> {
        self.layer.around("key_secret", self.inner.keys.secret(name)).await
    }
}
