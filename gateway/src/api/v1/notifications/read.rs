use lyceum_domain::inbox;
use poem_openapi::{Object, OpenApi, payload::Json};

use crate::{
    api::{Api, Documented, Empty, Operation, v1::Tag},
    auth::Auth,
    problem::Problem,
};

pub struct ReadNotifications(pub Api);

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct ReadNotificationsBody {
    /// Position of the last one read.
    up_to: u64,
}

impl Documented for ReadNotifications {
    const DOCUMENT: Operation = Operation::new("read_notifications").request(r#"{ "up_to": 3 }"#);
}

#[OpenApi(tag = "Tag::Notifications")]
impl ReadNotifications {
    /// Note that one has read them; the mark only grows
    #[oai(path = "/notifications/read", method = "post", operation_id = "read_notifications")]
    async fn read_notifications(&self, auth: Auth, Json(body): Json<ReadNotificationsBody>) -> Result<Empty, Problem> {
        let caller = auth.signed_in()?;
        self.0.ask(caller.request("read_notifications")?, caller.user, inbox::Read { up_to: body.up_to }).await?;
        Ok(Empty::default())
    }
}
