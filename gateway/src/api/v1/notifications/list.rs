use lyceum_cluster::Request;
use lyceum_domain::inbox::{self, INBOX, InboxRow};
use lyceum_storage::views::Range;
use poem_openapi::{OpenApi, param::Query};

use crate::{
    api::{
        Answer, Api, Cursor, Documented, Operation, json, limit,
        objects::{Notification, NotificationPage},
        problem,
        v1::Tag,
    },
    auth::Auth,
};

pub struct ListNotifications(pub Api);

impl Documented for ListNotifications {
    const DOCUMENT: Operation = Operation::new("list_notifications").errors(&["cursor_invalid"]).reply(
        r#"{
            "items": [{
                "position": 3, "kind": "mentoring_request_received",
                "by": { "id": "018f0c1e-7c00-7000-8000-000000000001", "display_name": "Nimal Perera", "picture_url": null, "zone": "Asia/Colombo" },
                "request_id": "018f0c1e-7c00-7000-8000-00000000000f", "session_id": null,
                "created_at": "2026-03-01T09:30:00.000Z", "read": false
            }],
            "unread": 1, "next": null
        }"#,
    );
}

#[OpenApi(tag = "Tag::Notifications")]
impl ListNotifications {
    /// What one was told, the newest first
    #[oai(path = "/notifications", method = "get", operation_id = "list_notifications")]
    async fn list_notifications(
        &self,
        auth: Auth,
        cursor: Query<Option<String>>,
        #[oai(name = "limit")] most: Query<Option<u32>>,
    ) -> Answer<NotificationPage> {
        let caller = auth.signed_in()?;
        let (api, limit) = (&self.0, limit(most.0));
        let shown = api.ask(Request::new(caller.organization, caller.actor()), caller.user, inbox::Show).await?.value;
        let range = Range { before: Cursor::read(cursor.0.as_deref())?, reverse: true, ..Range::default() };
        let partition = inbox::partition(caller.user);
        let rows = api.node().rows::<InboxRow>(INBOX, caller.organization, &partition, range, limit + 1).await;
        let (rows, next) = Cursor::cut(rows.map_err(problem)?, limit);
        let ids = rows.iter().filter_map(|row| row.value.notification.by).collect();
        let people = api.people().find(caller.organization, ids).await?;
        let items = rows.into_iter().map(|row| Notification::of(row.value, &shown.read, &people)).collect();
        Ok(json(NotificationPage { items, unread: u32::try_from(shown.unread).unwrap_or(u32::MAX), next }))
    }
}
