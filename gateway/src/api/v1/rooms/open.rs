use lyceum_domain::call_room;
use poem_openapi::{OpenApi, param::Path};
use uuid::Uuid;

use crate::{
    api::{
        Answer, Api, Documented, Operation, change,
        objects::{ROOM, Room},
        v1::Tag,
    },
    auth::Auth,
};

pub struct OpenRoom(pub Api);

impl Documented for OpenRoom {
    const DOCUMENT: Operation =
        Operation::new("open_room").tagged().errors(&["not_found", "forbidden", "room_ended", "room_too_early"]).reply(ROOM);
}

#[OpenApi(tag = "Tag::Rooms")]
impl OpenRoom {
    /// Open the room; its host may
    #[oai(path = "/rooms/:id/open", method = "post", operation_id = "open_room")]
    async fn open_room(&self, auth: Auth, id: Path<Uuid>) -> Answer<Room> {
        let caller = auth.signed_in()?;
        let command = call_room::Open;
        change(&self.0, &caller, caller.request("open_room")?, id.0, command).await
    }
}
