use poem_openapi::{OpenApi, param::Path};
use uuid::Uuid;

use crate::{
    api::{
        Answer, Api, Documented, Operation,
        objects::{CHANNEL, Channel},
        tagged,
        v1::Tag,
    },
    auth::Auth,
};

pub struct ShowChannel(pub Api);

impl Documented for ShowChannel {
    const DOCUMENT: Operation = Operation::new("show_channel").tagged().errors(&["not_found"]).reply(CHANNEL);
}

#[OpenApi(tag = "Tag::Channels")]
impl ShowChannel {
    /// One channel
    #[oai(path = "/channels/:id", method = "get", operation_id = "show_channel")]
    async fn show_channel(&self, auth: Auth, id: Path<Uuid>) -> Answer<Channel> {
        let caller = auth.signed_in()?;
        let channel = Channel::seen(&self.0, &caller, id.0).await?;
        Ok(tagged(channel.head, channel))
    }
}
