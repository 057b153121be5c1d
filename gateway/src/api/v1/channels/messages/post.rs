use lyceum_domain::{
    channel::{Post, Producer},
    core::EntityId,
};
use poem_openapi::{Object, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use crate::{
    api::{
        Answer, Api, Documented, Operation, created,
        objects::{MESSAGE, Message, message},
        v1::Tag,
    },
    auth::Auth,
};

pub struct PostMessage(pub Api);

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct PostMessageBody {
    text: String,
    /// The sender's own name for it, echoed in the message.
    #[oai(validator(max_length = 64))]
    client_id: Option<String>,
    producer: Option<MessageProducer>,
}

/// A writer that numbers its messages from 1: each is taken once and in order, however often it is sent.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct MessageProducer {
    id: Uuid,
    sequence: u64,
}

impl Documented for PostMessage {
    const DOCUMENT: Operation = Operation::new("post_message")
        .keyed()
        .status(201)
        .errors(&[
            "not_found",
            "channel_closed",
            "text_empty",
            "text_too_long",
            "text_not_printable",
            "sequence_gap",
            "sequence_old",
        ])
        .request(r#"{ "text": "See you at four.", "client_id": "d1f5" }"#)
        .reply(MESSAGE);
}

#[OpenApi(tag = "Tag::Channels")]
impl PostMessage {
    /// Write a message
    #[oai(path = "/channels/:id/messages", method = "post", operation_id = "post_message")]
    async fn post_message(&self, auth: Auth, id: Path<Uuid>, Json(body): Json<PostMessageBody>) -> Answer<Message> {
        let caller = auth.signed_in()?;
        let producer = body.producer.map(|producer| Producer { id: producer.id, sequence: producer.sequence });
        let (text, client_id) = (Post::text(&body.text).ok(), Post::client_id(body.client_id.as_deref()).ok().flatten());
        let command = Post { text: body.text, client_id: body.client_id, producer };
        let channel = EntityId(id.0);
        let posted = self.0.ask(caller.keyed("post_message")?, channel, command).await?;
        if producer.is_some() {
            // what was taken under this number may have been another text
            return Ok(created(message(&self.0, caller.organization, channel, posted.position).await?));
        }
        let author = self.0.people().find(caller.organization, vec![caller.user]).await?.user(caller.user);
        let (position, sent_at) = (posted.position, posted.sent_at.into());
        let reactions = Vec::new();
        Ok(created(Message {
            position,
            author,
            text,
            sent_at,
            edited_at: None,
            version: position,
            deleted: false,
            reactions,
            client_id,
        }))
    }
}
