use lyceum_cluster::Request;
use lyceum_domain::{
    core::{EntityId, UserId, ids::derive},
    mentor,
    mentoring_request::{Ask, Show},
};
use poem_openapi::{Object, OpenApi, payload::Json};
use uuid::Uuid;

use crate::{
    api::{
        Answer, Api, Documented, Operation, Shown, created,
        objects::{MENTORING_REQUEST, MentoringRequest, Span},
        v1::Tag,
    },
    auth::Auth,
    problem::Problem,
};

pub struct AskMentor(pub Api);

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct AskMentorBody {
    mentor_id: Uuid,
    topic: String,
    message: String,
    /// One to five, each of 15 minutes to 4 hours, within 90 days.
    #[oai(validator(min_items = 1, max_items = 5))]
    times: Vec<Span>,
}

impl Documented for AskMentor {
    const DOCUMENT: Operation = Operation::new("ask_mentor")
        .keyed()
        .status(201)
        .errors(&[
            "not_found",
            "own_request",
            "times_invalid",
            "time_passed",
            "text_empty",
            "text_too_long",
            "text_not_printable",
        ])
        .request(
            r#"{
                "mentor_id": "018f0c1e-7c00-7000-8000-000000000001", "topic": "Algebra",
                "message": "Quadratic equations before my exam.",
                "times": [{ "start": "2026-03-02T10:00:00Z", "end": "2026-03-02T11:00:00Z" }]
            }"#,
        )
        .reply(MENTORING_REQUEST);
}

#[OpenApi(tag = "Tag::Mentoring")]
impl AskMentor {
    /// Ask a mentor for a meeting
    #[oai(path = "/mentoring-requests", method = "post", operation_id = "ask_mentor")]
    async fn ask_mentor(&self, auth: Auth, Json(body): Json<AskMentorBody>) -> Answer<MentoringRequest> {
        let caller = auth.signed_in()?;
        let request = caller.keyed("ask_mentor")?;
        let name = request.id.ok_or_else(|| Problem::internal("a keyed request has an id"))?;
        let id = derive(&name.0, &[b"mentoring_request"]);
        let query = Request::new(caller.organization, caller.actor());
        // one that is asked already, and whose answer was lost, is neither counted nor wants its mentor of then
        if self.0.ask(query.clone(), EntityId(id), Show).await.is_err() {
            caller.met(self.0.limits().ask(caller.user)?);
            self.0.ask(query, EntityId(body.mentor_id), mentor::Show).await?;
        }
        let times = body.times.into_iter().map(Into::into).collect();
        let command = Ask { mentor: UserId(body.mentor_id), topic: body.topic, message: body.message, times };
        self.0.ask(request, EntityId(id), command).await?;
        let (_, asked) = MentoringRequest::seen(&self.0, &caller, id).await?;
        Ok(created(asked))
    }
}
