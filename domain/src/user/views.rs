use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::core::{Personal, Role, Table, Timestamp, UserId, key};

/// One row a person: what everybody in the organization may see. Partition: the user; sort: empty.
pub const PROFILES: Table = Table("user_profiles");
/// The same rows in one list, for administrators. Partition: [`people_partition`]; sort: [`people_sort`], so read in reverse the
/// newest comes first.
pub const PEOPLE: Table = Table("user_people");

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

pub fn people_partition() -> &'static [u8] {
    b"all"
}

pub fn people_sort(registered_at: Timestamp, user: UserId) -> Vec<u8> {
    key::by_time(registered_at, user.0)
}
