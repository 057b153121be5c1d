//! Access tokens for sockets, which outlive them: the sign-in itself is looked at too.

use async_trait::async_trait;
use lyceum_actors::session::{Identity, Verify, VerifyError};
use lyceum_cluster::{AskError, Request};
use lyceum_domain::{core::EntityId, user::ListSignIns};

use crate::api::Api;

/// Asks the user entity whether the sign-in still stands.
pub struct SignedIn(pub Api);

#[async_trait]
impl Verify for SignedIn {
    async fn verify(&self, token: &str) -> Result<Identity, VerifyError> {
        let claims = self.0.tokens().check(self.0.now(), token).map_err(|_| VerifyError::Refused)?;
        let request = Request::new(claims.org, claims.actor());
        let sign_ins = self.0.node().ask(request, EntityId::from(claims.sub), ListSignIns).await;
        let sign_ins = sign_ins.map_err(|error| match error {
            AskError::Rejected { .. } => VerifyError::Refused,
            _ => VerifyError::Unavailable,
        })?;
        if !sign_ins.iter().any(|sign_in| sign_in.id == claims.sid) {
            return Err(VerifyError::Refused);
        }
        let expires_at = claims.expires_at();
        Ok(Identity { organization: claims.org, user: claims.sub, roles: claims.roles, sign_in: claims.sid, expires_at })
    }
}
