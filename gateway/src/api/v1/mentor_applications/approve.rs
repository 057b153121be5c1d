use lyceum_domain::{
    core::{Role, UserId},
    mentor_application::Approve,
};
use poem_openapi::{OpenApi, param::Path};
use uuid::Uuid;

use crate::{
    api::{
        Answer, Api, Documented, Operation, change,
        objects::{MENTOR_APPLICATION, MentorApplication},
        v1::Tag,
    },
    auth::Auth,
};

pub struct ApproveMentorApplication(pub Api);

impl Documented for ApproveMentorApplication {
    const DOCUMENT: Operation = Operation::new("approve_mentor_application")
        .tagged()
        .errors(&["not_found", "forbidden", "application_decided"])
        .reply(MENTOR_APPLICATION);
}

#[OpenApi(tag = "Tag::Mentoring")]
impl ApproveMentorApplication {
    /// Approve an application; for administrators
    #[oai(path = "/mentor-applications/:user_id/approve", method = "post", operation_id = "approve_mentor_application")]
    async fn approve_mentor_application(&self, auth: Auth, user_id: Path<Uuid>) -> Answer<MentorApplication> {
        let caller = auth.require(Role::Admin)?;
        let request = caller.request("approve_mentor_application")?.with_persons([UserId(user_id.0)]);
        change(&self.0, &caller, request, user_id.0, Approve).await
    }
}
