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

pub struct Admit(pub Api);

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct AdmitBody {
    user_id: Uuid,
}

impl Documented for Admit {
    const DOCUMENT: Operation = Operation::new("admit")
        .tagged()
        .errors(&["not_found", "forbidden", "room_ended", "not_waiting"])
        .request(r#"{ "user_id": "018f0c1e-7c00-7000-8000-000000000002" }"#)
        .reply(ROOM);
}

#[OpenApi(tag = "Tag::Rooms")]
impl Admit {
    /// Let somebody in from the lobby; the host may
    #[oai(path = "/rooms/:id/admit", method = "post", operation_id = "admit")]
    async fn admit(&self, auth: Auth, id: Path<Uuid>, Json(body): Json<AdmitBody>) -> Answer<Room> {
        let caller = auth.signed_in()?;
        let command = call_room::Admit { user: UserId(body.user_id) };
        change(&self.0, &caller, caller.request("admit")?, id.0, command).await
    }
}
