use lyceum_domain::{core::EntityId, mentoring_request::Accept};
use poem_openapi::{Object, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use crate::{
    api::{
        Answer, Api, Documented, Operation, Outcome, Shown, accepted,
        objects::{MENTORING_REQUEST, MentoringRequest, MentoringRequestState, Span},
        tagged,
        v1::Tag,
    },
    auth::Auth,
};

pub struct AcceptMentoringRequest(pub Api);

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct AcceptMentoringRequestBody {
    /// One of the request's times.
    time: Span,
}

impl Documented for AcceptMentoringRequest {
    const DOCUMENT: Operation = Operation::new("accept_mentoring_request")
        .tagged()
        .or_accepted()
        .errors(&["not_found", "not_your_turn", "request_accepting", "request_closed", "time_not_offered", "time_passed"])
        .request(r#"{ "time": { "start": "2026-03-02T10:00:00Z", "end": "2026-03-02T11:00:00Z" } }"#)
        .reply(MENTORING_REQUEST);
}

#[OpenApi(tag = "Tag::Mentoring")]
impl AcceptMentoringRequest {
    /// Accept one of the proposed times
    ///
    /// The mentor's calendar is asked first. `accepted` names the session; `open` again has its `setback`; 202 and `accepting`
    /// means that it is still under way.
    #[oai(path = "/mentoring-requests/:id/accept", method = "post", operation_id = "accept_mentoring_request")]
    async fn accept_mentoring_request(
        &self,
        auth: Auth,
        id: Path<Uuid>,
        Json(body): Json<AcceptMentoringRequestBody>,
    ) -> Answer<MentoringRequest> {
        let caller = auth.signed_in()?;
        let command = Accept { time: body.time.into() };
        self.0.ask(caller.request("accept_mentoring_request")?, EntityId(id.0), command).await?;
        let settled = |(_, request): &(u64, MentoringRequest)| request.state != MentoringRequestState::Accepting;
        match Outcome::wait(|| MentoringRequest::seen(&self.0, &caller, id.0), settled).await? {
            Outcome::Settled((position, request)) => Ok(tagged(position, request)),
            Outcome::Running((_, request)) => Ok(accepted(request)),
        }
    }
}
