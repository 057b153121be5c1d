use lyceum_cluster::Request;
use lyceum_domain::{
    core::{Role, UserId},
    user,
};
use poem_openapi::{OpenApi, param::Path};
use uuid::Uuid;

use crate::{
    api::{Api, Documented, Empty, Operation, objects::RoleName, v1::Tag},
    auth::Auth,
    problem::Problem,
};

pub struct RevokeRole(pub Api);

impl Documented for RevokeRole {
    const DOCUMENT: Operation = Operation::new("revoke_role").unkeyed().errors(&["forbidden", "not_found", "account_pending"]);
}

#[OpenApi(tag = "Tag::Accounts")]
impl RevokeRole {
    /// Take a role away; for administrators, and for who is a mentor no more
    ///
    /// Who is no mentor leaves the directory; what they arranged stays. An administrator stays one until another takes that away,
    /// and everybody stays a student. Not held it stays so.
    #[oai(path = "/users/:user_id/roles/:role", method = "delete", operation_id = "revoke_role")]
    async fn revoke_role(&self, auth: Auth, user_id: Path<Uuid>, role: Path<RoleName>) -> Result<Empty, Problem> {
        let caller = auth.signed_in()?;
        let request = Request::new(caller.organization, caller.actor());
        self.0.ask(request, UserId(user_id.0), user::RevokeRole { role: Role::from(role.0) }).await?;
        Ok(Empty::default())
    }
}
