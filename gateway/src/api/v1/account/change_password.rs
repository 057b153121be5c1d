use lyceum_cluster::Request;
use lyceum_domain::user;
use poem_openapi::{Object, OpenApi, payload::Json};
use secrecy::SecretString;

use crate::{
    accounts,
    api::{Api, Documented, Empty, Operation, v1::Tag},
    auth::Auth,
    problem::Problem,
};

pub struct ChangePassword(pub Api);

/// The old and the new.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct ChangePasswordBody {
    current: String,
    new: String,
}

impl Documented for ChangePassword {
    const DOCUMENT: Operation = Operation::new("change_password")
        .unkeyed()
        .errors(&["password_wrong", "password_weak", "credential_changed"])
        .request(r#"{ "current": "a quiet river at dawn", "new": "an orange kite over town" }"#);
}

#[OpenApi(tag = "Tag::Accounts")]
impl ChangePassword {
    /// Change one's own password
    ///
    /// Every other sign-in ends. Where it is the new one already it stays so.
    #[oai(path = "/account/password", method = "post", operation_id = "change_password")]
    async fn change_password(&self, auth: Auth, Json(body): Json<ChangePasswordBody>) -> Result<Empty, Problem> {
        let caller = auth.ends_sign_ins()?;
        let api = &self.0;
        let new = SecretString::from(body.new);
        let version = match accounts::right_password(api, &caller, body.current, "/current").await {
            // it was changed, and the answer was lost on its way
            Err(wrong) if wrong.code() == "password_wrong" => {
                return accounts::has_password(api, &caller, new).await?.map(|_| Empty::default()).ok_or(wrong);
            }
            version => version?,
        };
        api.passwords().rule(&new, &[], "/new").await?;
        let phc = api.passwords().hash(new).await?;
        let command = user::ChangePassword { version, credential: phc, keep: Some(caller.sign_in) };
        api.ask(Request::new(caller.organization, caller.actor()), caller.user, command).await?;
        Ok(Empty::default())
    }
}
