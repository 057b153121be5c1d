use lyceum_domain::{channel::Edit, core::EntityId};
use poem_openapi::{
    Object, OpenApi,
    param::{Header, Path},
    payload::Json,
};
use uuid::Uuid;

use crate::{
    api::{
        Answer, Api, Documented, Operation, json,
        objects::{MESSAGE, Message, message},
        seen,
        v1::Tag,
    },
    auth::Auth,
};

pub struct EditMessage(pub Api);

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct EditMessageBody {
    text: String,
}

impl Documented for EditMessage {
    const DOCUMENT: Operation = Operation::new("edit_message")
        .errors(&[
            "not_found",
            "forbidden",
            "channel_closed",
            "message_deleted",
            "message_too_old",
            "etag_stale",
            "text_empty",
            "text_too_long",
            "text_not_printable",
        ])
        .request(r#"{ "text": "See you at five." }"#)
        .reply(MESSAGE);
}

#[OpenApi(tag = "Tag::Channels")]
impl EditMessage {
    /// Change one's own message
    #[oai(path = "/channels/:id/messages/:position", method = "patch", operation_id = "edit_message")]
    async fn edit_message(
        &self,
        auth: Auth,
        id: Path<Uuid>,
        position: Path<u64>,
        /// The message's `version`, in quotes, that the change is made from: refused if its text was changed since.
        #[oai(name = "If-Match")]
        if_match: Header<Option<String>>,
        Json(body): Json<EditMessageBody>,
    ) -> Answer<Message> {
        let caller = auth.signed_in()?;
        let channel = EntityId(id.0);
        let seen = seen(if_match.0.as_deref())?;
        self.0.ask(caller.request("edit_message")?, channel, Edit { position: position.0, text: body.text, seen }).await?;
        Ok(json(message(&self.0, caller.organization, channel, position.0).await?))
    }
}
