use lyceum_domain::{call_room, core::UserId};
use poem_openapi::{Object, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use crate::{
    api::{
        Answer, Api, Documented, Operation, change,
        objects::{ROOM, Room},
        v1::Tag,
    },
    auth::Auth,
};

pub struct Remove(pub Api);

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct RemoveBody {
    user_id: Uuid,
}

impl Documented for Remove {
    const DOCUMENT: Operation = Operation::new("remove")
        .tagged()
        .errors(&["not_found", "forbidden", "room_ended", "not_in_call"])
        .request(r#"{ "user_id": "018f0c1e-7c00-7000-8000-000000000002" }"#)
        .reply(ROOM);
}

#[OpenApi(tag = "Tag::Rooms")]
impl Remove {
    /// Remove somebody, who then stays out; the host may
    #[oai(path = "/rooms/:id/remove", method = "post", operation_id = "remove")]
    async fn remove(&self, auth: Auth, id: Path<Uuid>, Json(body): Json<RemoveBody>) -> Answer<Room> {
        let caller = auth.signed_in()?;
        let command = call_room::Remove { user: UserId(body.user_id) };
        change(&self.0, &caller, caller.request("remove")?, id.0, command).await
    }
}
