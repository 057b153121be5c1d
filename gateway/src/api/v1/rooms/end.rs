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

pub struct EndRoom(pub Api);

impl Documented for EndRoom {
    const DOCUMENT: Operation =
        Operation::new("end_room").tagged().errors(&["not_found", "forbidden", "room_too_early"]).reply(ROOM);
}

#[OpenApi(tag = "Tag::Rooms")]
impl EndRoom {
    /// End the open call for all; its host may
    #[oai(path = "/rooms/:id/end", method = "post", operation_id = "end_room")]
    async fn end_room(&self, auth: Auth, id: Path<Uuid>) -> Answer<Room> {
        let caller = auth.signed_in()?;
        let command = call_room::End;
        change(&self.0, &caller, caller.request("end_room")?, id.0, command).await
    }
}
