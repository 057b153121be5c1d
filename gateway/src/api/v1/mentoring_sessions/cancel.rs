use lyceum_domain::mentoring_session::Cancel;
use poem_openapi::{Object, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use crate::{
    api::{
        Answer, Api, Documented, Operation, change,
        objects::{MENTORING_SESSION, MentoringSession},
        v1::Tag,
    },
    auth::Auth,
};

pub struct CancelMentoringSession(pub Api);

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct CancelMentoringSessionBody {
    /// The other one reads it.
    reason: Option<String>,
}

impl Documented for CancelMentoringSession {
    const DOCUMENT: Operation = Operation::new("cancel_mentoring_session")
        .tagged()
        .errors(&[
            "not_found",
            "too_late_to_cancel",
            "session_in_progress",
            "session_over",
            "text_too_long",
            "text_not_printable",
        ])
        .request(r#"{ "reason": "I fell ill." }"#)
        .reply(MENTORING_SESSION);
}

#[OpenApi(tag = "Tag::Mentoring")]
impl CancelMentoringSession {
    /// Cancel; a student up to two hours before, a mentor up to the start
    #[oai(path = "/mentoring-sessions/:id/cancel", method = "post", operation_id = "cancel_mentoring_session")]
    async fn cancel_mentoring_session(
        &self,
        auth: Auth,
        id: Path<Uuid>,
        Json(body): Json<CancelMentoringSessionBody>,
    ) -> Answer<MentoringSession> {
        let caller = auth.signed_in()?;
        let command = Cancel { reason: body.reason };
        change(&self.0, &caller, caller.request("cancel_mentoring_session")?, id.0, command).await
    }
}
