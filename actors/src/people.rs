//! How people are shown to others: names opened with their keys, remembered for a moment because a channel shows the same few
//! again and again.

use std::{collections::HashMap, sync::Arc, time::Duration};

use lyceum_cluster::Node;
use lyceum_domain::{
    core::{OrganizationId, UserId},
    user::{self, PROFILES, Profile},
};
use parking_lot::Mutex;
use tokio::time::Instant;

use crate::frames::event::{Person, picture_url};

/// People remembered.
const REMEMBERED_MAX: usize = 4096;
/// A changed name is shown this late at the latest.
const FRESH: Duration = Duration::from_secs(10);

type Seen = HashMap<(OrganizationId, UserId), (Instant, Person)>;

/// Cheap to clone.
#[derive(Clone)]
pub struct People {
    node: Node,
    seen: Arc<Mutex<Seen>>,
}

impl People {
    pub fn new(node: Node) -> Self {
        Self { node, seen: Arc::default() }
    }

    /// `None` when the person was erased or never was.
    pub async fn find(&self, organization: OrganizationId, user: UserId) -> Option<Person> {
        let key = (organization, user);
        if let Some((at, person)) = self.seen.lock().get(&key)
            && at.elapsed() < FRESH
        {
            return Some(person.clone());
        }
        let person = self.load(organization, user).await?;
        let mut seen = self.seen.lock();
        if seen.len() >= REMEMBERED_MAX {
            seen.retain(|_, (at, _)| at.elapsed() < FRESH);
        }
        if seen.len() >= REMEMBERED_MAX {
            seen.clear();
        }
        seen.insert(key, (Instant::now(), person.clone()));
        Some(person)
    }

    /// Who is in memory, and how many may be.
    pub fn remembered(&self) -> (usize, usize) {
        (self.seen.lock().len(), REMEMBERED_MAX)
    }

    /// Their profile changed, or they are gone.
    pub fn forget(&self, organization: OrganizationId, user: UserId) {
        self.seen.lock().remove(&(organization, user));
    }

    async fn load(&self, organization: OrganizationId, user: UserId) -> Option<Person> {
        let row = self.node.row::<Profile>(PROFILES, organization, &user::partition(user), &[]).await.ok()??;
        let keys = self.node.keys(organization, &[user]).await.ok()?;
        let display_name = keys.open(&row.value.display_name).ok()?;
        let picture_url = row.value.picture.map(|blob| picture_url(organization, user, blob));
        Some(Person { id: user, display_name, picture_url })
    }
}
