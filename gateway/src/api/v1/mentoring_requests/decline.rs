use lyceum_domain::{core::EntityId, mentoring_request::Decline};
use poem_openapi::{Object, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use crate::{
    api::{
        Answer, Api, Documented, Operation,
        objects::{MENTORING_REQUEST, MentoringRequest},
        tagged,
        v1::Tag,
    },
    auth::Auth,
};

pub struct DeclineMentoringRequest(pub Api);

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct DeclineMentoringRequestBody {
    reason: Option<String>,
}

impl Documented for DeclineMentoringRequest {
    const DOCUMENT: Operation = Operation::new("decline_mentoring_request")
        .errors(&["not_found", "not_your_turn", "request_accepting", "request_closed", "text_too_long"])
        .request(r#"{ "reason": "I am away that week." }"#)
        .reply(MENTORING_REQUEST);
}

#[OpenApi(tag = "Tag::Mentoring")]
impl DeclineMentoringRequest {
    /// Decline; the other one reads the reason
    #[oai(path = "/mentoring-requests/:id/decline", method = "post", operation_id = "decline_mentoring_request")]
    async fn decline_mentoring_request(
        &self,
        auth: Auth,
        id: Path<Uuid>,
        Json(body): Json<DeclineMentoringRequestBody>,
    ) -> Answer<MentoringRequest> {
        let caller = auth.signed_in()?;
        self.0.ask(caller.request("decline_mentoring_request")?, EntityId(id.0), Decline { reason: body.reason }).await?;
        let (position, shown) = MentoringRequest::seen(&self.0, &caller, id.0).await?;
        Ok(tagged(position, shown))
    }
}
