use lyceum_domain::mentoring_session::Rate;
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

pub struct RateMentoringSession(pub Api);

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct RateMentoringSessionBody {
    /// 1 to 5.
    #[oai(validator(minimum(value = "1"), maximum(value = "5")))]
    stars: u8,
    comment: Option<String>,
}

impl Documented for RateMentoringSession {
    const DOCUMENT: Operation = Operation::new("rate_mentoring_session")
        .tagged()
        .errors(&[
            "not_found",
            "forbidden",
            "already_rated",
            "too_early_to_rate",
            "session_over",
            "stars_invalid",
            "text_too_long",
            "text_not_printable",
        ])
        .request(r#"{ "stars": 5, "comment": "Clear and patient." }"#)
        .reply(MENTORING_SESSION);
}

#[OpenApi(tag = "Tag::Mentoring")]
impl RateMentoringSession {
    /// Rate the mentor, once; its student may
    #[oai(path = "/mentoring-sessions/:id/rate", method = "post", operation_id = "rate_mentoring_session")]
    async fn rate_mentoring_session(
        &self,
        auth: Auth,
        id: Path<Uuid>,
        Json(body): Json<RateMentoringSessionBody>,
    ) -> Answer<MentoringSession> {
        let caller = auth.signed_in()?;
        let command = Rate { stars: body.stars, comment: body.comment };
        change(&self.0, &caller, caller.request("rate_mentoring_session")?, id.0, command).await
    }
}
