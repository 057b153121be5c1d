use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::core::{Personal, Role, Table, Timestamp, UserId};

/// One row a person: what everybody in the organization may see. Partition: the user; sort: empty.
pub const PROFILES: Table = Table("user_profiles");

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub id: UserId,
    pub display_name: Personal<String>,
    pub bio: Option<Personal<String>>,
    /// IANA zone of the person.
    pub zone: String,
    /// Blob of the picture.
    pub picture: Option<Uuid>,
    pub roles: BTreeSet<Role>,
    pub registered_at: Timestamp,
}

pub fn partition(user: UserId) -> Vec<u8> {
    user.0.as_bytes().to_vec()
}
