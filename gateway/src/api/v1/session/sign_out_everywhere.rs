use lyceum_domain::user::RevokeAllSignIns;
use poem_openapi::OpenApi;

use crate::{
    api::{Api, Documented, Empty, Operation, v1::Tag},
    auth::Auth,
    problem::Problem,
};

pub struct SignOutEverywhere(pub Api);

impl Documented for SignOutEverywhere {
    const DOCUMENT: Operation = Operation::new("sign_out_everywhere").cookie();
}

#[OpenApi(tag = "Tag::Accounts")]
impl SignOutEverywhere {
    /// Sign out on every device
    #[oai(path = "/session/sign-out-everywhere", method = "post", operation_id = "sign_out_everywhere")]
    async fn sign_out_everywhere(&self, auth: Auth) -> Result<Empty, Problem> {
        let caller = auth.ends_sign_ins()?;
        self.0.ask(caller.request("sign_out_everywhere")?, caller.user, RevokeAllSignIns).await?;
        Ok(Empty { cookie: Some(self.0.cookie().clear()) })
    }
}
