use lyceum_domain::mentoring_session::Complete;
use poem_openapi::{OpenApi, param::Path};
use uuid::Uuid;

use crate::{
    api::{
        Answer, Api, Documented, Operation, change,
        objects::{MENTORING_SESSION, MentoringSession},
        v1::Tag,
    },
    auth::Auth,
};

pub struct CompleteMentoringSession(pub Api);

impl Documented for CompleteMentoringSession {
    const DOCUMENT: Operation = Operation::new("complete_mentoring_session")
        .tagged()
        .errors(&["not_found", "forbidden", "session_too_early", "session_over"])
        .reply(MENTORING_SESSION);
}

#[OpenApi(tag = "Tag::Mentoring")]
impl CompleteMentoringSession {
    /// Say that it is over; its mentor may
    #[oai(path = "/mentoring-sessions/:id/complete", method = "post", operation_id = "complete_mentoring_session")]
    async fn complete_mentoring_session(&self, auth: Auth, id: Path<Uuid>) -> Answer<MentoringSession> {
        let caller = auth.signed_in()?;
        let command = Complete;
        change(&self.0, &caller, caller.request("complete_mentoring_session")?, id.0, command).await
    }
}
