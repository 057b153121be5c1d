//! Files. An upload is swept unless a commit adopts it.

use async_trait::async_trait;
use bytes::Bytes;
use uuid::Uuid;

use crate::StoreError;

/// Largest blob that is held in memory as one piece, bytes.
pub const BLOB_MAX: usize = 16 * 1024 * 1024;

/// # Contract
/// - `put` is durable when answered; putting an id again with the same bytes is `Ok`.
/// - A blob is swept some time after its last `put` unless `adopt` was called; `adopt` is repeatable. `delete` of what is absent
///   is `Ok`.
/// - `adopt` comes *before* the commit that names the blob: a crash in between leaves a file that nothing names, the other order
///   would let the sweep take a blob in use.
#[async_trait]
pub trait Blobs: Send + Sync {
    async fn put(&self, organization: Uuid, id: Uuid, bytes: Bytes) -> Result<(), StoreError>;
    async fn get(&self, organization: Uuid, id: Uuid) -> Result<Option<Bytes>, StoreError>;
    async fn adopt(&self, organization: Uuid, id: Uuid) -> Result<(), StoreError>;
    async fn delete(&self, organization: Uuid, id: Uuid) -> Result<(), StoreError>;
    /// Adopted blobs that were last put before `before_ms`, of every organization.
    async fn adopted(&self, before_ms: i64) -> Result<Vec<(Uuid, Uuid)>, StoreError>;
    /// Deletes an adopted blob unless it was put at `before_ms` or later; whether it did.
    async fn discard(&self, organization: Uuid, id: Uuid, before_ms: i64) -> Result<bool, StoreError>;
    /// Deletes blobs that were put before `before_ms` and never adopted; returns how many.
    async fn sweep(&self, before_ms: i64) -> Result<usize, StoreError>;
}
