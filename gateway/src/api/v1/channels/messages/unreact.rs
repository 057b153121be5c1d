use lyceum_domain::{channel, core::EntityId};
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

pub struct Unreact(pub Api);

impl Documented for Unreact {
    const DOCUMENT: Operation =
        Operation::new("unreact").errors(&["not_found", "channel_closed", "message_deleted", "message_too_old"]).reply(MESSAGE);
}

#[OpenApi(tag = "Tag::Channels")]
impl Unreact {
    /// Take one’s emoji off a message
    #[oai(path = "/channels/:id/messages/:position/reactions/:emoji", method = "delete", operation_id = "unreact")]
    async fn unreact(&self, auth: Auth, id: Path<Uuid>, position: Path<u64>, emoji: Path<String>) -> Answer<Message> {
        let caller = auth.signed_in()?;
        let channel = EntityId(id.0);
        let command = channel::Unreact { position: position.0, emoji: emoji.0 };
        self.0.ask(caller.request("unreact")?, channel, command).await?;
        Ok(json(message(&self.0, caller.organization, channel, position.0).await?))
    }
}
