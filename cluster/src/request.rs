//! A command's sender and its name for the request.

use std::time::Duration;

use lyceum_domain::core::{Actor, OrganizationId, UserId};

/// Names a request, so that its retry gets the first answer. A hash: entities remember its first half.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(pub [u8; 32]);

impl RequestId {
    /// `user_or_nonce` is the signed-in user's id or, before sign-in, the client's nonce.
    pub fn derive(organization: OrganizationId, user_or_nonce: &[u8], operation: &str, idempotency_key: &str) -> Self {
        Self::of("client", &[organization.0.as_bytes(), user_or_nonce, operation.as_bytes(), idempotency_key.as_bytes()])
    }

    /// For what acts by itself (a stream's consumer, under the record's id): `parts` name the cause.
    pub fn of(domain: &str, parts: &[&[u8]]) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in std::iter::once(domain.as_bytes()).chain(parts.iter().copied()) {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        Self(*hasher.finalize().as_bytes())
    }
}

/// Who asks, and until when.
#[derive(Clone, Debug)]
pub struct Request {
    /// `None` for queries, sign-in and refresh: a retry decides anew.
    pub id: Option<RequestId>,
    /// Of what the client asks: the same id for something else is an error.
    pub body_hash: [u8; 32],
    pub organization: OrganizationId,
    pub actor: Actor,
    /// Whose keys the decision seals with; a signed-in actor's own is always there.
    pub persons: Vec<UserId>,
    pub deadline: Duration,
}

impl Request {
    pub const DEADLINE: Duration = Duration::from_secs(5);

    pub fn new(organization: OrganizationId, actor: Actor) -> Self {
        Self { id: None, body_hash: [0; 32], organization, actor, persons: Vec::new(), deadline: Self::DEADLINE }
    }

    pub fn system(organization: OrganizationId) -> Self {
        Self::new(organization, Actor::System)
    }

    pub fn with_id(mut self, id: RequestId, body_hash: [u8; 32]) -> Self {
        self.id = Some(id);
        self.body_hash = body_hash;
        self
    }

    pub fn with_persons(mut self, persons: impl IntoIterator<Item = UserId>) -> Self {
        self.persons.extend(persons);
        self
    }

    pub fn with_deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }
}
