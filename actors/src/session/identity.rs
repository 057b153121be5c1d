//! Who a token speaks for. `gateway` knows tokens; a session knows only what they say.

use async_trait::async_trait;
use lyceum_domain::{
    core::{Actor, OrganizationId, Role, Timestamp, UserId},
    user::SignInId,
};

/// A verified token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub organization: OrganizationId,
    pub user: UserId,
    pub roles: Vec<Role>,
    /// The sign-in (family of refresh tokens) that the token was made under.
    pub sign_in: SignInId,
    pub expires_at: Timestamp,
}

impl Identity {
    pub fn actor(&self) -> Actor {
        Actor::User { id: self.user, roles: self.roles.clone() }
    }

    pub fn is_admin(&self) -> bool {
        self.roles.contains(&Role::Admin)
    }
}

/// Why a token does not open a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// Not ours, expired, or its sign-in was revoked: the client must refresh or sign in.
    #[error("the token is not good")]
    Refused,
    /// It could not be told: the client comes back.
    #[error("the token could not be checked")]
    Unavailable,
}

/// Checks access tokens, revocation included.
#[async_trait]
pub trait Verify: Send + Sync {
    async fn verify(&self, token: &str) -> Result<Identity, VerifyError>;
}
