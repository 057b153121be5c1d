//! Keys that must be mutable: per person (destroyed to erase) and named secrets (signing). Wrapped by a master key.

use async_trait::async_trait;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::StoreError;

/// 32 secret bytes; wiped when dropped.
pub type SecretKey = Zeroizing<[u8; 32]>;

/// # Contract
/// - Durable when answered. `create` is repeatable: an existing key is returned unchanged.
/// - After `destroy` the key's bytes are nowhere in storage, and `create` for that person answers `Misuse`.
#[async_trait]
pub trait Keys: Send + Sync {
    async fn create(&self, organization: Uuid, person: Uuid) -> Result<SecretKey, StoreError>;
    async fn get(&self, organization: Uuid, person: Uuid) -> Result<Option<SecretKey>, StoreError>;
    async fn destroy(&self, organization: Uuid, person: Uuid) -> Result<(), StoreError>;
    /// A secret of the installation by name (token signing, id hashing, TURN): made at first use, which is before the first commit. In a
    /// store that was opened with commits in it one that is not there was lost, and is `Unavailable`.
    async fn secret(&self, name: &str) -> Result<SecretKey, StoreError>;
}
