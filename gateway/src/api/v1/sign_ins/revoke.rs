use lyceum_domain::user::{self, SignInId};
use poem_openapi::{OpenApi, param::Path};
use uuid::Uuid;

use crate::{
    api::{Api, Documented, Empty, Operation, v1::Tag},
    auth::Auth,
    problem::Problem,
};

pub struct RevokeSignIn(pub Api);

impl Documented for RevokeSignIn {
    const DOCUMENT: Operation = Operation::new("revoke_sign_in").errors(&["not_found"]);
}

#[OpenApi(tag = "Tag::Accounts")]
impl RevokeSignIn {
    /// Sign one device out
    #[oai(path = "/sign-ins/:id", method = "delete", operation_id = "revoke_sign_in")]
    async fn revoke_sign_in(&self, auth: Auth, id: Path<Uuid>) -> Result<Empty, Problem> {
        let caller = auth.ends_sign_ins()?;
        self.0.ask(caller.request("revoke_sign_in")?, caller.user, user::RevokeSignIn { id: SignInId(id.0) }).await?;
        Ok(Empty::default())
    }
}
