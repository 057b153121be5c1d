use lyceum_cluster::Request;
use lyceum_domain::user::Erase;
use poem_openapi::{Object, OpenApi, payload::Json};

use crate::{
    accounts,
    api::{Api, Documented, Empty, Operation, v1::Tag},
    auth::Auth,
    problem::Problem,
};

pub struct DeleteAccount(pub Api);

/// That it is oneself who asks.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct DeleteAccountBody {
    password: String,
}

impl Documented for DeleteAccount {
    const DOCUMENT: Operation = Operation::new("delete_account")
        .unkeyed()
        .cookie()
        .errors(&["password_wrong", "credential_changed", "administrator"])
        .request(r#"{ "password": "a quiet river at dawn" }"#);
}

#[OpenApi(tag = "Tag::Accounts")]
impl DeleteAccount {
    /// Delete one's own account, for good
    ///
    /// What one wrote can no longer be read by anybody; what is open is cancelled; others keep what they wrote themselves. An
    /// administrator's account is deleted by another administrator.
    #[oai(path = "/account/deletion", method = "post", operation_id = "delete_account")]
    async fn delete_account(&self, auth: Auth, Json(body): Json<DeleteAccountBody>) -> Result<Empty, Problem> {
        let caller = auth.ends_sign_ins()?;
        let api = &self.0;
        let version = accounts::right_password(api, &caller, body.password, "/password").await?;
        let request = Request::new(caller.organization, caller.actor());
        accounts::erase(api, request, caller.user, Erase { version: Some(version) }).await?;
        Ok(Empty { cookie: Some(api.cookie().clear()) })
    }
}
