use lyceum_domain::{
    core::{Role, UserId},
    mentor_application::Decline,
};
use poem_openapi::{Object, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use crate::{
    api::{
        Answer, Api, Documented, Operation, change,
        objects::{MENTOR_APPLICATION, MentorApplication},
        v1::Tag,
    },
    auth::Auth,
};

pub struct DeclineMentorApplication(pub Api);

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct DeclineMentorApplicationBody {
    /// The applicant reads it.
    reason: String,
}

impl Documented for DeclineMentorApplication {
    const DOCUMENT: Operation = Operation::new("decline_mentor_application")
        .tagged()
        .errors(&["not_found", "forbidden", "application_decided", "text_empty", "text_too_long", "text_not_printable"])
        .request(r#"{ "reason": "Please tell more about your topics." }"#)
        .reply(MENTOR_APPLICATION);
}

#[OpenApi(tag = "Tag::Mentoring")]
impl DeclineMentorApplication {
    /// Decline an application, with the reason; for administrators
    #[oai(path = "/mentor-applications/:user_id/decline", method = "post", operation_id = "decline_mentor_application")]
    async fn decline_mentor_application(
        &self,
        auth: Auth,
        user_id: Path<Uuid>,
        Json(body): Json<DeclineMentorApplicationBody>,
    ) -> Answer<MentorApplication> {
        let caller = auth.require(Role::Admin)?;
        let request = caller.request("decline_mentor_application")?.with_persons([UserId(user_id.0)]);
        change(&self.0, &caller, request, user_id.0, Decline { reason: body.reason }).await
    }
}
