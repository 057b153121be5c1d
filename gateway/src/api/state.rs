//! What operations work with.

use std::sync::{Arc, OnceLock};

use lyceum_actors::channel::Channels;
use lyceum_cluster::{Node, Request};
use lyceum_domain::core::{Command, EntityId, OrganizationId, Timestamp, UserId};
use lyceum_storage::{Keys, StoreError};
use zeroize::Zeroizing;

use super::{Limits, Pictures, organizations::Organizations, outcome::problem, people::People};
use crate::{
    auth::{Origins, Passwords, RefreshCookie, RefreshKey, Tokens},
    config::Config,
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
    passwords: Passwords,
    limits: Limits,
    people: People,
    pictures: Pictures,
    organizations: Organizations,
    origins: Origins,
    /// They check tokens by this very API, so they come after it.
    channels: OnceLock<Channels>,
}

/// The installation's named secrets that the gateway uses.
pub struct Secrets {
    pub tokens: Zeroizing<[u8; 32]>,
    pub refresh: Zeroizing<[u8; 32]>,
    pub reservations: Zeroizing<[u8; 32]>,
    pub pictures: Zeroizing<[u8; 32]>,
}

impl Secrets {
    pub async fn load(keys: &dyn Keys) -> Result<Self, StoreError> {
        Ok(Self {
            tokens: keys.secret("access_tokens").await?,
            refresh: keys.secret("refresh_tokens").await?,
            reservations: keys.secret("reservations").await?,
            pictures: keys.secret("picture_addresses").await?,
        })
    }
}

impl Api {
    pub fn new(node: Node, config: Config, secrets: Secrets) -> Result<Self, jsonwebtoken::errors::Error> {
        let (limits, pictures) = (&config.limits, Pictures::new(secrets.pictures));
        Ok(Self(Arc::new(Inner {
            tokens: Tokens::new(&secrets.tokens, config.base())?,
            refresh: RefreshKey::new(secrets.refresh),
            reservations: secrets.reservations,
            passwords: Passwords::new(limits.password_hashes, limits.password_queue),
            limits: Limits::new(limits),
            people: People::new(node.clone(), pictures.clone()),
            pictures,
            organizations: Organizations::default(),
            origins: Origins::new(config.base(), &config.origins),
            channels: OnceLock::new(),
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

    /// Key of the reservations' ids.
    pub fn reservations(&self) -> &[u8; 32] {
        &self.0.reservations
    }

    pub fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// Names and pictures of people.
    pub fn people(&self) -> &People {
        &self.0.people
    }

    pub fn pictures(&self) -> &Pictures {
        &self.0.pictures
    }

    pub(super) fn organizations(&self) -> &Organizations {
        &self.0.organizations
    }

    /// Hands over the live channels, once.
    pub fn connect(&self, channels: Channels) {
        self.0.channels.get_or_init(|| channels);
    }

    /// The live channels, which hold the read markers.
    pub fn channels(&self) -> Result<&Channels, Problem> {
        self.0.channels.get().ok_or_else(|| Problem::new("unavailable", "the server is still starting; try again soon"))
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
    pub async fn keys(&self, organization: OrganizationId, persons: &[UserId]) -> lyceum_domain::core::PersonKeys {
        self.0.node.keys(organization, persons).await
    }
}
