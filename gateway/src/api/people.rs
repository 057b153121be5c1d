//! Names and pictures of people, for every page that shows somebody: rows, opened with the person's key, kept for seconds.

use std::{collections::HashMap, time::Duration};

use lyceum_cluster::Node;
use lyceum_domain::{
    core::{OrganizationId, UserId},
    user::{PROFILES, Profile, partition},
};
use moka::sync::Cache;

use super::{objects::User, outcome::problem, pictures};
use crate::problem::Problem;

/// People remembered.
const PEOPLE_MAX: u64 = 20_000;
/// A changed name is seen this late at most.
const FRESH: Duration = Duration::from_secs(5);

pub struct People {
    node: Node,
    known: Cache<(OrganizationId, UserId), User>,
}

/// People by id; somebody erased has no name.
pub struct Found(HashMap<UserId, User>);

impl Found {
    pub fn user(&self, id: UserId) -> User {
        self.0.get(&id).cloned().unwrap_or_else(|| User::nobody(id))
    }
}

impl People {
    pub fn new(node: Node) -> Self {
        Self { node, known: Cache::builder().max_capacity(PEOPLE_MAX).time_to_live(FRESH).build() }
    }

    pub async fn find(&self, organization: OrganizationId, ids: Vec<UserId>) -> Result<Found, Problem> {
        let mut found = HashMap::new();
        for id in ids {
            if found.contains_key(&id) {
                continue;
            }
            if let Some(user) = self.one(organization, id).await? {
                found.insert(id, user);
            }
        }
        Ok(Found(found))
    }

    pub async fn one(&self, organization: OrganizationId, id: UserId) -> Result<Option<User>, Problem> {
        if let Some(user) = self.known.get(&(organization, id)) {
            return Ok(Some(user));
        }
        let row = self.node.row::<Profile>(PROFILES, organization, &partition(id), &[]).await.map_err(problem)?;
        let Some(row) = row else { return Ok(None) };
        let keys = self.node.keys(organization, &[id]).await.map_err(problem)?;
        let name = keys.open(&row.value.display_name).unwrap_or_default();
        let picture_url = pictures::url(organization, id, row.value.picture);
        let user = User { id: id.0, display_name: name, picture_url, zone: Some(row.value.zone) };
        self.known.insert((organization, id), user.clone());
        Ok(Some(user))
    }

    /// How many are remembered, and how many may be.
    pub fn remembered(&self) -> (u64, u64) {
        (self.known.entry_count(), PEOPLE_MAX)
    }

    /// Their profile changed here.
    pub fn forget(&self, organization: OrganizationId, id: UserId) {
        self.known.invalidate(&(organization, id));
    }
}
