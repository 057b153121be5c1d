use lyceum_domain::mentoring_request::Propose;
use poem_openapi::{Object, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use crate::{
    api::{
        Answer, Api, Documented, Operation, change,
        objects::{MENTORING_REQUEST, MentoringRequest, Span},
        v1::Tag,
    },
    auth::Auth,
};

pub struct ProposeMentoringRequest(pub Api);

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct ProposeMentoringRequestBody {
    /// One to five.
    #[oai(validator(min_items = 1, max_items = 5))]
    times: Vec<Span>,
    message: Option<String>,
}

impl Documented for ProposeMentoringRequest {
    const DOCUMENT: Operation = Operation::new("propose_mentoring_request").tagged().errors(&["not_found", "not_your_turn", "request_accepting", "request_closed", "too_many_proposals", "times_invalid", "time_passed", "text_too_long", "text_not_printable"]).request(r#"{ "times": [{ "start": "2026-03-03T10:00:00Z", "end": "2026-03-03T11:00:00Z" }], "message": "Tuesday suits me better." }"#).reply(MENTORING_REQUEST);
}

#[OpenApi(tag = "Tag::Mentoring")]
impl ProposeMentoringRequest {
    /// Propose other times
    #[oai(path = "/mentoring-requests/:id/propose", method = "post", operation_id = "propose_mentoring_request")]
    async fn propose_mentoring_request(
        &self,
        auth: Auth,
        id: Path<Uuid>,
        Json(body): Json<ProposeMentoringRequestBody>,
    ) -> Answer<MentoringRequest> {
        let caller = auth.signed_in()?;
        let command = Propose { times: body.times.into_iter().map(Into::into).collect(), note: body.message };
        change(&self.0, &caller, caller.request("propose_mentoring_request")?, id.0, command).await
    }
}
