use lyceum_cluster::Request;
use lyceum_domain::{channel::Show, core::EntityId};
use poem_openapi::{Object, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use crate::{
    api::{Api, Documented, Empty, Operation, storage, v1::Tag},
    auth::Auth,
    problem::Problem,
};

pub struct MarkRead(pub Api);

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct MarkReadBody {
    /// Of the last message read.
    position: u64,
}

impl Documented for MarkRead {
    const DOCUMENT: Operation = Operation::new("mark_read").unkeyed().errors(&["not_found"]).request(r#"{ "position": 7 }"#);
}

#[OpenApi(tag = "Tag::Channels")]
impl MarkRead {
    /// Note how far one has read; it only grows
    #[oai(path = "/channels/:id/read", method = "put", operation_id = "mark_read")]
    async fn mark_read(&self, auth: Auth, id: Path<Uuid>, Json(body): Json<MarkReadBody>) -> Result<Empty, Problem> {
        let caller = auth.signed_in()?;
        let seen = self.0.ask(Request::new(caller.organization, caller.actor()), EntityId(id.0), Show).await?;
        let position = body.position.min(seen.position);
        self.0.channels()?.mark_read(caller.organization, id.0, caller.user, position).await.map_err(storage)?;
        Ok(Empty::default())
    }
}
