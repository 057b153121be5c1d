use poem_openapi::OpenApi;

use crate::{
    api::{
        Answer, Api, Documented, Operation,
        objects::{MENTOR_APPLICATION, MentorApplication},
        show,
        v1::Tag,
    },
    auth::Auth,
};

pub struct ShowMyMentorApplication(pub Api);

impl Documented for ShowMyMentorApplication {
    const DOCUMENT: Operation =
        Operation::new("show_my_mentor_application").tagged().errors(&["not_found"]).reply(MENTOR_APPLICATION);
}

#[OpenApi(tag = "Tag::Mentoring")]
impl ShowMyMentorApplication {
    /// One's own application
    #[oai(path = "/mentor-applications/mine", method = "get", operation_id = "show_my_mentor_application")]
    async fn show_my_mentor_application(&self, auth: Auth) -> Answer<MentorApplication> {
        let caller = auth.signed_in()?;
        show(&self.0, &caller, caller.user.0).await
    }
}
