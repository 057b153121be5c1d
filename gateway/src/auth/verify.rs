//! Access tokens for sockets, which outlive them: the sign-in itself is looked at too, and the roles are those of now.

use async_trait::async_trait;
use lyceum_actors::session::{Identity, Verify, VerifyError};
use lyceum_cluster::{AskError, Request};
use lyceum_domain::{
    core::EntityId,
    user::{ListSignIns, ShowMe},
};

use crate::api::Api;

/// Asks the user entity whether the sign-in still stands.
pub struct SignedIn(pub Api);

#[async_trait]
impl Verify for SignedIn {
    async fn verify(&self, token: &str) -> Result<Identity, VerifyError> {
        let claims = self.0.tokens().check(self.0.now(), token).map_err(|_| VerifyError::Refused)?;
        let (node, person) = (self.0.node(), EntityId::from(claims.sub));
        let request = || Request::new(claims.org, claims.actor());
        let refused = |error| match error {
            AskError::Rejected { .. } => VerifyError::Refused,
            _ => VerifyError::Unavailable,
        };
        let sign_ins = node.ask(request(), person, ListSignIns).await.map_err(refused)?;
        if !sign_ins.iter().any(|sign_in| sign_in.id == claims.sid) {
            return Err(VerifyError::Refused);
        }
        // those of the token may have been taken away since it was made
        let me = node.ask(request(), person, ShowMe).await.map_err(refused)?.value;
        let (expires_at, roles) = (claims.expires_at(), me.profile.roles.into_iter().collect());
        Ok(Identity { organization: claims.org, user: claims.sub, roles, sign_in: claims.sid, expires_at })
    }
}
