use lyceum_cluster::Request;
use lyceum_domain::{
    channel::{Show, message_sort},
    core::EntityId,
};
use lyceum_storage::views::Range;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
};
use uuid::Uuid;

use crate::{
    api::{
        Answer, Api, Documented, Operation, Page, json, limit,
        objects::{Message, messages},
        v1::Tag,
    },
    auth::Auth,
};

pub struct ListMessages(pub Api);

impl Documented for ListMessages {
    const DOCUMENT: Operation = Operation::new("list_messages").errors(&["not_found"]).reply(r#"{ "items": [], "next": null }"#);
}

#[OpenApi(tag = "Tag::Channels")]
impl ListMessages {
    /// Messages of a channel, edits applied
    ///
    /// The newest first, older ones with `before` as `next` gave it; with `after`, what came behind a position, the oldest first.
    #[oai(path = "/channels/:id/messages", method = "get", operation_id = "list_messages")]
    async fn list_messages(
        &self,
        auth: Auth,
        id: Path<Uuid>,
        before: Query<Option<u64>>,
        after: Query<Option<u64>>,
        #[oai(name = "limit")] most: Query<Option<u32>>,
    ) -> Answer<Page<Message>> {
        let caller = auth.signed_in()?;
        let channel = EntityId(id.0);
        self.0.ask(Request::new(caller.organization, caller.actor()), channel, Show).await?;
        let range = Range {
            after: after.0.map(|position| message_sort(position).into()),
            before: before.0.map(|position| message_sort(position).into()),
            reverse: after.0.is_none(),
        };
        Ok(json(messages(&self.0, caller.organization, channel, range, limit(most.0)).await?))
    }
}
