use lyceum_domain::{call_room, core::EntityId};
use poem_openapi::{OpenApi, param::Path};
use uuid::Uuid;

use crate::{
    api::{
        Answer, Api, Documented, Operation,
        objects::{ROOM, Room},
        tagged,
        v1::Tag,
    },
    auth::Auth,
};

pub struct EndRoom(pub Api);

impl Documented for EndRoom {
    const DOCUMENT: Operation = Operation::new("end_room").errors(&["not_found", "forbidden", "room_ended"]).reply(ROOM);
}

#[OpenApi(tag = "Tag::Rooms")]
impl EndRoom {
    /// End the call for all; its host may
    #[oai(path = "/rooms/:id/end", method = "post", operation_id = "end_room")]
    async fn end_room(&self, auth: Auth, id: Path<Uuid>) -> Answer<Room> {
        let caller = auth.signed_in()?;
        self.0.ask(caller.request("end_room")?, EntityId(id.0), call_room::End).await?;
        let (position, room) = Room::seen(&self.0, &caller, id.0).await?;
        Ok(tagged(position, room))
    }
}
