//! What operations work with.

use std::{
    collections::HashSet,
    sync::{Arc, OnceLock},
};

use lyceum_actors::{Actors, channel::Channels};
use lyceum_cluster::{Node, Request};
use lyceum_domain::{
    core::{Command, EntityId, OrganizationId, PersonKeys, Timestamp, UserId, ids::derive},
    mentor_topic::{self, Typed},
};
use lyceum_storage::{Keys, StoreError};
use moka::sync::Cache;
use parking_lot::Mutex;
use tokio::sync::{Semaphore, SemaphorePermit};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{Limits, organizations::Organizations, outcome::problem, people::People};
use crate::{
    auth::{Origins, Passwords, RefreshCookie, RefreshKey, TOKEN_TIME, Tokens},
    config::Config,
    picture,
    problem::Problem,
};

/// Cheap to clone.
#[derive(Clone)]
pub struct Api(Arc<Inner>);

struct Inner {
    node: Node,
    config: Config,
    tokens: Tokens,
    refresh: RefreshKey,
    reservations: Zeroizing<[u8; 32]>,
    pictures: Zeroizing<[u8; 32]>,
    /// They check tokens by this very API, so they come after it.
    actors: OnceLock<Actors>,
    passwords: Passwords,
    limits: Limits,
    /// Of requests that are worked on.
    places: Semaphore,
    /// Of pictures that are on their way in, and of those that are decoded.
    uploads: Semaphore,
    uploading: Mutex<HashSet<UserId>>,
    decoders: Semaphore,
    people: People,
    organizations: Organizations,
    origins: Origins,
    /// Whose account ended here, while a token of theirs may be good.
    gone: Cache<(OrganizationId, UserId), ()>,
}

/// Pictures that are received at once: each lies in memory until it is whole.
const UPLOADS_AT_ONCE: usize = 16;

/// People who are remembered as gone.
const GONE_MAX: u64 = 100_000;

/// The installation's named secrets that the gateway uses.
pub struct Secrets {
    pub tokens: Zeroizing<[u8; 32]>,
    pub refresh: Zeroizing<[u8; 32]>,
    pub reservations: Zeroizing<[u8; 32]>,
    /// Makes the ids of pictures unguessable.
    pub pictures: Zeroizing<[u8; 32]>,
}

impl Secrets {
    pub const NAMES: [&str; 4] = ["access_tokens", "refresh_tokens", "reservations", "picture_addresses"];

    pub async fn load(keys: &dyn Keys) -> Result<Self, StoreError> {
        let [tokens, refresh, reservations, pictures] = Self::NAMES;
        Ok(Self {
            tokens: keys.secret(tokens).await?,
            refresh: keys.secret(refresh).await?,
            reservations: keys.secret(reservations).await?,
            pictures: keys.secret(pictures).await?,
        })
    }
}

/// Somebody's picture on its way in.
pub struct Upload<'a> {
    api: &'a Api,
    person: UserId,
    _place: SemaphorePermit<'a>,
}

impl Drop for Upload<'_> {
    fn drop(&mut self) {
        self.api.0.uploading.lock().remove(&self.person);
    }
}

impl Api {
    pub fn new(node: Node, config: Config, secrets: Secrets) -> Result<Self, jsonwebtoken::errors::Error> {
        let limits = &config.limits;
        Ok(Self(Arc::new(Inner {
            tokens: Tokens::new(&secrets.tokens, config.base())?,
            refresh: RefreshKey::new(secrets.refresh),
            reservations: secrets.reservations,
            pictures: secrets.pictures,
            actors: OnceLock::new(),
            passwords: Passwords::new(limits.password_hashes, limits.password_queue),
            limits: Limits::new(limits),
            places: Semaphore::new(limits.requests_at_once()),
            uploads: Semaphore::new(UPLOADS_AT_ONCE),
            uploading: Mutex::default(),
            decoders: Semaphore::new(picture::DECODED_AT_ONCE),
            people: People::new(node.clone()),
            organizations: Organizations::default(),
            origins: Origins::new(config.base(), &config.origins),
            gone: Cache::builder().max_capacity(GONE_MAX).time_to_live(TOKEN_TIME).build(),
            node,
            config,
        })))
    }

    pub fn node(&self) -> &Node {
        &self.0.node
    }

    pub fn config(&self) -> &Config {
        &self.0.config
    }

    pub fn now(&self) -> Timestamp {
        self.0.node.clock().now()
    }

    pub fn tokens(&self) -> &Tokens {
        &self.0.tokens
    }

    pub fn refresh(&self) -> &RefreshKey {
        &self.0.refresh
    }

    /// Key of the ids that stand for texts: reserved emails and names, topics.
    pub fn reservations(&self) -> &[u8; 32] {
        &self.0.reservations
    }

    pub fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// A place for one more request to be worked on: what cannot be done soon is refused at once, while that is cheap.
    pub(super) fn place_for_work(&self) -> Result<SemaphorePermit<'_>, Problem> {
        self.0.places.try_acquire().map_err(|_| Problem::new("busy", "the server has all hands full; try again soon"))
    }

    /// A place for one more picture to come in; one of each person at a time.
    pub(super) fn place_for_upload(&self, person: UserId) -> Result<Upload<'_>, Problem> {
        let place = self.0.uploads.try_acquire();
        let place = place.map_err(|_| Problem::new("busy", "many pictures are on their way; try again soon"))?;
        if !self.0.uploading.lock().insert(person) {
            return Err(Problem::new("busy", "your picture before this one is still on its way; try again soon"));
        }
        Ok(Upload { api: self, person, _place: place })
    }

    /// What is bounded here: its name, how much is in, how much may be.
    pub fn queues(&self) -> [(&'static str, usize, usize); 5] {
        let Inner { places, uploads, decoders, passwords, config, .. } = &*self.0;
        let limits = &config.limits;
        let taken = |places: &Semaphore, all: usize| all.saturating_sub(places.available_permits());
        let (hashed, waiting) = passwords.load();
        [
            ("requests", taken(places, limits.requests_at_once()), limits.requests_at_once()),
            ("uploads", taken(uploads, UPLOADS_AT_ONCE), UPLOADS_AT_ONCE),
            ("pictures", taken(decoders, picture::DECODED_AT_ONCE), picture::DECODED_AT_ONCE),
            ("password_hashes", hashed, limits.password_hashes),
            ("passwords", waiting, limits.password_queue),
        ]
    }

    /// What is remembered here: its name, how much is, how much may be.
    pub fn caches(&self) -> [(&'static str, usize, usize); 5] {
        let Inner { tokens, people, organizations, gone, limits, .. } = &*self.0;
        let remembered = |name, entries: u64, most: u64| {
            let fits = |number| usize::try_from(number).unwrap_or(usize::MAX);
            (name, fits(entries), fits(most))
        };
        let (tokens, people, organizations) = (tokens.remembered(), people.remembered(), organizations.remembered());
        let (buckets, buckets_max) = limits.fullest();
        [
            remembered("tokens", tokens.0, tokens.1),
            remembered("people", people.0, people.1),
            remembered("organizations", organizations.0, organizations.1),
            remembered("people_gone", gone.entry_count(), GONE_MAX),
            remembered("limits", buckets, buckets_max),
        ]
    }

    /// Waits until a picture may be decoded.
    pub async fn decoder(&self) -> Result<SemaphorePermit<'_>, Problem> {
        self.0.decoders.acquire().await.map_err(Problem::internal)
    }

    /// The person's account ended: no token of theirs is good from now on.
    pub fn gone(&self, organization: OrganizationId, user: UserId) {
        self.0.gone.insert((organization, user), ());
    }

    pub fn is_gone(&self, organization: OrganizationId, user: UserId) -> bool {
        self.0.gone.contains_key(&(organization, user))
    }

    /// Names and pictures of people.
    pub fn people(&self) -> &People {
        &self.0.people
    }

    /// Which topic this is, however it is written.
    pub fn topic(&self, organization: OrganizationId, name: &str) -> EntityId {
        mentor_topic::entity_id(&self.0.reservations, organization, name)
    }

    /// Topics as somebody typed them.
    pub fn typed(&self, organization: OrganizationId, topics: Vec<String>) -> Vec<Typed> {
        topics.into_iter().map(|name| Typed { id: self.topic(organization, &name), name }).collect()
    }

    /// The id of a picture: unguessable, and of the request that brings it. One that was replaced never comes back, so it may go.
    pub fn picture_id(&self, user: UserId, request: &[u8; 32], bytes: &[u8]) -> Uuid {
        derive(&self.0.pictures, &[user.0.as_bytes(), request, blake3::hash(bytes).as_bytes()])
    }

    /// The live actors; absent in a command that only works on the store.
    pub fn actors(&self) -> Result<&Actors, Problem> {
        self.0.actors.get().ok_or_else(|| Problem::new("unavailable", "the server is starting; try again in a moment"))
    }

    /// Once, when they have started.
    pub fn connect(&self, actors: Actors) {
        // a second call is a mistake of the program's start and changes nothing
        let _ = self.0.actors.set(actors);
    }

    pub(super) fn organizations(&self) -> &Organizations {
        &self.0.organizations
    }

    /// The live channels, which hold the read markers.
    pub fn channels(&self) -> Result<&Channels, Problem> {
        Ok(&self.actors()?.channels)
    }

    pub fn origins(&self) -> &Origins {
        &self.0.origins
    }

    pub fn cookie(&self) -> RefreshCookie {
        RefreshCookie { secure: self.0.config.is_https() }
    }

    /// Asks an entity; a refusal becomes a problem.
    pub async fn ask<C: Command>(&self, request: Request, to: impl Into<EntityId>, command: C) -> Result<C::Reply, Problem> {
        self.0.node.ask(request, to.into(), command).await.map_err(problem)
    }

    /// The keys to open sealed fields of these people.
    pub async fn keys(&self, organization: OrganizationId, persons: &[UserId]) -> Result<PersonKeys, Problem> {
        self.0.node.keys(organization, persons).await.map_err(problem)
    }
}
