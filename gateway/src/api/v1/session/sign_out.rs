use lyceum_cluster::Request;
use lyceum_domain::user::RevokeSignIn;
use poem_openapi::{Object, OpenApi, payload::Json};

use crate::{
    api::{Api, Documented, Empty, Operation, v1::Tag},
    auth::Auth,
    problem::Problem,
};

pub struct SignOut(pub Api);

/// Browsers send the cookie and an empty object.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct SignOutBody {
    #[oai(validator(max_length = 200))]
    refresh_token: Option<String>,
}

impl Documented for SignOut {
    const DOCUMENT: Operation = Operation::new("sign_out").unkeyed().public().cookie().request("{}");
}

#[OpenApi(tag = "Tag::Accounts")]
impl SignOut {
    /// Sign out here
    ///
    /// Signed out already it stays so.
    #[oai(path = "/session/sign-out", method = "post", operation_id = "sign_out")]
    async fn sign_out(&self, auth: Auth, Json(body): Json<SignOutBody>) -> Result<Empty, Problem> {
        let visitor = auth.anyone();
        let api = &self.0;
        visitor.met(api.limits().refresh(visitor.client)?);
        let text = body.refresh_token.or(visitor.refresh);
        if let Some(token) = text.and_then(|text| api.refresh().read(&text)) {
            api.ask(Request::system(token.organization), token.user, RevokeSignIn { id: token.sign_in }).await?;
        }
        Ok(Empty { cookie: Some(api.cookie().clear()) })
    }
}
