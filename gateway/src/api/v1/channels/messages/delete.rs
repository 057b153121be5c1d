use lyceum_domain::{channel::Delete, core::EntityId};
use poem_openapi::{OpenApi, param::Path};
use uuid::Uuid;

use crate::{
    api::{
        Answer, Api, Documented, Operation, json,
        objects::{MESSAGE, Message, message},
        v1::Tag,
    },
    auth::Auth,
};

pub struct DeleteMessage(pub Api);

impl Documented for DeleteMessage {
    const DOCUMENT: Operation =
        Operation::new("delete_message").errors(&["not_found", "forbidden", "channel_closed", "message_too_old"]).reply(MESSAGE);
}

#[OpenApi(tag = "Tag::Channels")]
impl DeleteMessage {
    /// Delete one's own message; an admin any
    #[oai(path = "/channels/:id/messages/:position", method = "delete", operation_id = "delete_message")]
    async fn delete_message(&self, auth: Auth, id: Path<Uuid>, position: Path<u64>) -> Answer<Message> {
        let caller = auth.signed_in()?;
        let channel = EntityId(id.0);
        self.0.ask(caller.request("delete_message")?, channel, Delete { position: position.0 }).await?;
        Ok(json(message(&self.0, caller.organization, channel, position.0).await?))
    }
}
