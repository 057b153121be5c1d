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
    cached: Mutex<Cached>,
}

#[derive(Default)]
struct Cached {
    by_person: HashMap<Person, (Instant, PersonKey)>,
    /// Counts erasures here: a key that was read before one is not remembered after it.
    erasures: u64,
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

    /// Destroys the key: nobody opens anything of the person's any more. Destroyed already it stays so.
    pub async fn erase(&self, organization: OrganizationId, person: UserId) -> Result<(), StoreError> {
        self.keys.destroy(organization.0, person.0).await?;
        let mut cached = self.cached.lock();
        cached.erasures += 1;
        cached.by_person.remove(&(organization, person));
        Ok(())
    }

    /// Whose keys are in memory, and of how many they may be.
    pub fn remembered(&self) -> (usize, usize) {
        (self.cached.lock().by_person.len(), PERSONS_MAX)
    }

    async fn one(&self, person: Person) -> Result<Option<PersonKey>, StoreError> {
        let erasures = {
            let cached = self.cached.lock();
            if let Some((at, key)) = cached.by_person.get(&person)
                && at.elapsed() < FRESH
            {
                return Ok(Some(key.clone()));
            }
            cached.erasures
        };
        let Some(secret) = self.keys.get(person.0.0, person.1.0).await? else {
            self.cached.lock().by_person.remove(&person);
            return Ok(None);
        };
        let key = PersonKey::new(*secret);
        let mut cached = self.cached.lock();
        if cached.by_person.len() >= PERSONS_MAX {
            cached.by_person.retain(|_, (at, _)| at.elapsed() < FRESH);
        }
        if cached.by_person.len() >= PERSONS_MAX {
            cached.by_person.clear();
        }
        if cached.erasures == erasures {
            cached.by_person.insert(person, (Instant::now(), key.clone()));
        }
        Ok(Some(key))
    }
}
