use lyceum_domain::mentoring_request::Decline;
use poem_openapi::{Object, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use crate::{
    api::{
        Answer, Api, Documented, Operation, change,
        objects::{MENTORING_REQUEST, MentoringRequest},
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
        .tagged()
        .errors(&["not_found", "not_your_turn", "request_accepting", "request_closed", "text_too_long", "text_not_printable"])
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
        let command = Decline { reason: body.reason };
        change(&self.0, &caller, caller.request("decline_mentoring_request")?, id.0, command).await
    }
}
