use poem_openapi::{OpenApi, param::Path};
use uuid::Uuid;

use crate::{
    api::{
        Answer, Api, Documented, Operation,
        objects::{ROOM, Room},
        show,
        v1::Tag,
    },
    auth::Auth,
};

pub struct ShowRoom(pub Api);

impl Documented for ShowRoom {
    const DOCUMENT: Operation = Operation::new("show_room").tagged().errors(&["not_found"]).reply(ROOM);
}

#[OpenApi(tag = "Tag::Rooms")]
impl ShowRoom {
    /// One call room
    #[oai(path = "/rooms/:id", method = "get", operation_id = "show_room")]
    async fn show_room(&self, auth: Auth, id: Path<Uuid>) -> Answer<Room> {
        let caller = auth.signed_in()?;
        show(&self.0, &caller, id.0).await
    }
}
