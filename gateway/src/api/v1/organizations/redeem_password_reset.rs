use lyceum_domain::{core::UserId, user::RedeemReset};
use poem_openapi::{Object, OpenApi, param::Path, payload::Json};
use secrecy::SecretString;

use crate::{
    api::{Api, Documented, Empty, Operation, v1::Tag},
    auth::Auth,
    problem::Problem,
    reset::ResetToken,
};

pub struct RedeemPasswordReset(pub Api);

/// A new password by an operator's link.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct RedeemPasswordResetBody {
    /// What the link carries.
    #[oai(validator(max_length = 200))]
    token: String,
    new: String,
}

impl Documented for RedeemPasswordReset {
    const DOCUMENT: Operation = Operation::new("redeem_password_reset")
        .public()
        .errors(&["not_found", "reset_invalid", "password_weak"])
        .request(r#"{ "token": "AY8MHnwAcACAAAAAAAAAAQ", "new": "an orange kite over town" }"#);
}

#[OpenApi(tag = "Tag::Accounts")]
impl RedeemPasswordReset {
    /// Set a new password by an operator's link
    ///
    /// The link works once; every sign-in ends.
    #[oai(path = "/organizations/:slug/password-resets", method = "post", operation_id = "redeem_password_reset")]
    async fn redeem_password_reset(
        &self,
        auth: Auth,
        slug: Path<String>,
        Json(body): Json<RedeemPasswordResetBody>,
    ) -> Result<Empty, Problem> {
        let visitor = auth.anyone();
        let (api, place) = (&self.0, self.0.organization(&slug.0).await?);
        let invalid = || Problem::new("reset_invalid", "this link is not valid, was used, or ran out; ask for a new one");
        let token = ResetToken::read(&body.token).ok_or_else(invalid)?;
        visitor.met(api.limits().password(visitor.client, token.user)?);
        let new = SecretString::from(body.new);
        api.passwords().rule(&new, &[&place.name], "/new").await?;
        let credential = api.passwords().hash(new).await?;
        let user = UserId(token.user);
        let request = visitor.request(place.id, "redeem_password_reset", &token.user.to_string())?;
        api.ask(request.with_persons([user]), user, RedeemReset { hash: token.hash(), credential }).await?;
        Ok(Empty::default())
    }
}
