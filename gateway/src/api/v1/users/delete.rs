use lyceum_cluster::Request;
use lyceum_domain::{
    core::{Role, UserId},
    user::Erase,
};
use poem_openapi::{OpenApi, param::Path};
use uuid::Uuid;

use crate::{
    accounts,
    api::{Api, Documented, Empty, Operation, v1::Tag},
    auth::Auth,
    problem::Problem,
};

pub struct DeleteUser(pub Api);

impl Documented for DeleteUser {
    const DOCUMENT: Operation = Operation::new("delete_user").unkeyed().errors(&["forbidden", "not_found", "account_pending"]);
}

#[OpenApi(tag = "Tag::Accounts")]
impl DeleteUser {
    /// Delete somebody's account, for good; for administrators
    ///
    /// As if they had done so themselves. One's own wants the password: `delete_account`. Deleted already it stays so.
    #[oai(path = "/users/:user_id/deletion", method = "post", operation_id = "delete_user")]
    async fn delete_user(&self, auth: Auth, user_id: Path<Uuid>) -> Result<Empty, Problem> {
        let caller = auth.require(Role::Admin)?;
        let user = UserId(user_id.0);
        if user == caller.user {
            return Err(Problem::new("forbidden", "your own account is deleted with its password"));
        }
        let request = Request::new(caller.organization, caller.actor());
        accounts::erase(&self.0, request, user, Erase { version: None }).await?;
        Ok(Empty::default())
    }
}
