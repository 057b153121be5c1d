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

pub struct React(pub Api);

impl Documented for React {
    const DOCUMENT: Operation = Operation::new("react")
        .errors(&["not_found", "channel_closed", "message_deleted", "message_too_old", "emoji_invalid", "too_many_reactions"])
        .reply(MESSAGE);
}

#[OpenApi(tag = "Tag::Channels")]
impl React {
    /// Put an emoji on a message
    #[oai(path = "/channels/:id/messages/:position/reactions/:emoji", method = "put", operation_id = "react")]
    async fn react(&self, auth: Auth, id: Path<Uuid>, position: Path<u64>, emoji: Path<String>) -> Answer<Message> {
        let caller = auth.signed_in()?;
        let channel = EntityId(id.0);
        let command = channel::React { position: position.0, emoji: emoji.0 };
        self.0.ask(caller.request("react")?, channel, command).await?;
        Ok(json(message(&self.0, caller.organization, channel, position.0).await?))
    }
}
