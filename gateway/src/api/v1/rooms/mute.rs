use lyceum_domain::{call_room, core::UserId};
use poem_openapi::{Object, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use crate::{
    api::{
        Answer, Api, Documented, Operation, change,
        objects::{ROOM, Room, RoomSource},
        v1::Tag,
    },
    auth::Auth,
};

pub struct Mute(pub Api);

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct MuteBody {
    user_id: Uuid,
    source: RoomSource,
}

impl Documented for Mute {
    const DOCUMENT: Operation = Operation::new("mute")
        .tagged()
        .errors(&["not_found", "forbidden", "room_ended", "not_in_call"])
        .request(r#"{ "user_id": "018f0c1e-7c00-7000-8000-000000000002", "source": "microphone" }"#)
        .reply(ROOM);
}

#[OpenApi(tag = "Tag::Rooms")]
impl Mute {
    /// Mute what somebody sends; the host may, the person may switch it on again
    #[oai(path = "/rooms/:id/mute", method = "post", operation_id = "mute")]
    async fn mute(&self, auth: Auth, id: Path<Uuid>, Json(body): Json<MuteBody>) -> Answer<Room> {
        let caller = auth.signed_in()?;
        let command = call_room::Mute { user: UserId(body.user_id), source: body.source.into() };
        change(&self.0, &caller, caller.request("mute")?, id.0, command).await
    }
}
