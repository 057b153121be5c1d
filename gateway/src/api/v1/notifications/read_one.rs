use lyceum_domain::inbox::ReadOne;
use poem_openapi::{OpenApi, param::Path};

use crate::{
    api::{Api, Documented, Empty, Operation, v1::Tag},
    auth::Auth,
    problem::Problem,
};

pub struct ReadNotification(pub Api);

impl Documented for ReadNotification {
    const DOCUMENT: Operation = Operation::new("read_notification").errors(&["not_found"]);
}

#[OpenApi(tag = "Tag::Notifications")]
impl ReadNotification {
    /// Note that one has read this one
    #[oai(path = "/notifications/:position/read", method = "post", operation_id = "read_notification")]
    async fn read_notification(&self, auth: Auth, position: Path<u64>) -> Result<Empty, Problem> {
        let caller = auth.signed_in()?;
        self.0.ask(caller.request("read_notification")?, caller.user, ReadOne { position: position.0 }).await?;
        Ok(Empty::default())
    }
}
