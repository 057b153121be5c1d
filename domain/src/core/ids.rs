//! A type for every id. All are UUIDs; what a command makes gets a version 8 id derived from its request.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Makes a UUID newtype.
#[macro_export]
macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
    };
}

id_type!(/// A tenant; the nil id is the installation itself (the book of organization names).
    OrganizationId);
id_type!(/// A person's account in one organization.
    UserId);

/// Which entity: the organization comes from the caller and is checked by the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EntityId(pub Uuid);

impl From<UserId> for EntityId {
    fn from(user: UserId) -> Self {
        Self(user.0)
    }
}

impl From<Uuid> for EntityId {
    fn from(id: Uuid) -> Self {
        Self(id)
    }
}

impl std::fmt::Display for EntityId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A version 8 UUID from a keyed hash of `parts` (RFC 9562, section 5.8). Without the key nobody can guess or test an input.
pub fn derive(key: &[u8; 32], parts: &[&[u8]]) -> Uuid {
    let mut hasher = blake3::Hasher::new_keyed(key);
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    Uuid::new_v8(bytes)
}
