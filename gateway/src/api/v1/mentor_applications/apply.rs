use lyceum_domain::{core::EntityId, mentor_application::Apply};
use poem_openapi::{Object, OpenApi, payload::Json};

use crate::{
    api::{
        Answer, Api, Documented, Operation, Shown, created,
        objects::{MENTOR_APPLICATION, MentorApplication},
        v1::Tag,
    },
    auth::Auth,
};

pub struct ApplyAsMentor(pub Api);

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct ApplyAsMentorBody {
    /// One to eight.
    #[oai(validator(min_items = 1, max_items = 8))]
    topics: Vec<String>,
    /// One line for the directory.
    headline: String,
    /// For the administrator who decides.
    motivation: String,
}

impl Documented for ApplyAsMentor {
    const DOCUMENT: Operation = Operation::new("apply_as_mentor")
        .keyed()
        .status(201)
        .errors(&["application_pending", "already_mentor", "topics_invalid", "text_empty", "text_too_long", "text_not_printable"])
        .request(r#"{ "topics": ["Algebra"], "headline": "Numbers made friendly", "motivation": "I like to explain things." }"#)
        .reply(MENTOR_APPLICATION);
}

#[OpenApi(tag = "Tag::Mentoring")]
impl ApplyAsMentor {
    /// Apply to be a mentor; one application each, and again after a refusal
    #[oai(path = "/mentor-applications", method = "post", operation_id = "apply_as_mentor")]
    async fn apply_as_mentor(&self, auth: Auth, Json(body): Json<ApplyAsMentorBody>) -> Answer<MentorApplication> {
        let caller = auth.signed_in()?;
        let topics = self.0.typed(caller.organization, body.topics);
        let command = Apply { topics, headline: body.headline, motivation: body.motivation };
        self.0.ask(caller.keyed("apply_as_mentor")?, EntityId(caller.user.0), command).await?;
        let (_, application) = MentorApplication::seen(&self.0, &caller, caller.user.0).await?;
        Ok(created(application))
    }
}
