use http::StatusCode;
use lyceum_domain::channel::{CHANNELS, ChannelRow, member_partition};
use lyceum_storage::views::Range;
use poem_openapi::{OpenApi, param::Query};

use crate::{
    api::{Answer, Api, Cursor, Documented, Operation, Page, json, limit, objects::Channel, problem, v1::Tag},
    auth::Auth,
};

pub struct ListChannels(pub Api);

impl Documented for ListChannels {
    const DOCUMENT: Operation =
        Operation::new("list_channels").errors(&["cursor_invalid"]).reply(r#"{ "items": [], "next": null }"#);
}

#[OpenApi(tag = "Tag::Channels")]
impl ListChannels {
    /// One's own channels, the latest opened first
    #[oai(path = "/channels", method = "get", operation_id = "list_channels")]
    async fn list_channels(
        &self,
        auth: Auth,
        cursor: Query<Option<String>>,
        #[oai(name = "limit")] most: Query<Option<u32>>,
    ) -> Answer<Page<Channel>> {
        let caller = auth.signed_in()?;
        let (api, limit) = (&self.0, limit(most.0));
        let range = Range { before: Cursor::read(cursor.0.as_deref())?, reverse: true, ..Range::default() };
        let partition = member_partition(caller.user);
        let rows = api.node().rows::<ChannelRow>(CHANNELS, caller.organization, &partition, range, limit + 1).await;
        let (rows, next) = Cursor::cut(rows.map_err(problem)?, limit);
        let mut items = Vec::with_capacity(rows.len());
        for row in rows {
            items.push(match Channel::seen(api, &caller, row.value.id).await {
                // one that stands still does not hide the others
                Err(problem) if problem.status() == StatusCode::SERVICE_UNAVAILABLE => {
                    Channel::of(api, &caller, row.value, None).await?
                }
                seen => seen?,
            });
        }
        Ok(json(Page { items, next }))
    }
}
