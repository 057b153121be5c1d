//! Keys of persons, cached for a short while: a decision or a page opens a few fields of the same people again and again.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use lyceum_domain::core::{OrganizationId, PersonKey, PersonKeys, UserId};
use lyceum_storage::{Keys, StoreError};
use parking_lot::Mutex;

/// Persons remembered.
const PERSONS_MAX: usize = 16 * 1024;
/// Another node's erasure is noticed this late at the latest.
const FRESH: Duration = Duration::from_secs(30);

type Person = (OrganizationId, UserId);

pub(super) struct Persons {
    keys: Arc<dyn Keys>,
    cached: Mutex<HashMap<Person, (Instant, PersonKey)>>,
}

impl Persons {
    pub fn new(keys: Arc<dyn Keys>) -> Self {
        Self { keys, cached: Mutex::default() }
    }

    pub async fn get(&self, organization: OrganizationId, persons: &[UserId]) -> Result<PersonKeys, StoreError> {
        let mut found = PersonKeys::default();
        for person in persons {
            if let Some(key) = self.one((organization, *person)).await? {
                found.insert(*person, key);
            }
        }
        Ok(found)
    }

    async fn one(&self, person: Person) -> Result<Option<PersonKey>, StoreError> {
        if let Some((at, key)) = self.cached.lock().get(&person)
            && at.elapsed() < FRESH
        {
            return Ok(Some(key.clone()));
        }
        let Some(secret) = self.keys.get(person.0.0, person.1.0).await? else {
            self.cached.lock().remove(&person);
            return Ok(None);
        };
        let key = PersonKey::new(*secret);
        let mut cached = self.cached.lock();
        if cached.len() >= PERSONS_MAX {
            cached.retain(|_, (at, _)| at.elapsed() < FRESH);
        }
        if cached.len() >= PERSONS_MAX {
            cached.clear();
        }
        cached.insert(person, (Instant::now(), key.clone()));
        Ok(Some(key))
    }
}
