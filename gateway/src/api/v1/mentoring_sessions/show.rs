use poem_openapi::{OpenApi, param::Path};
use uuid::Uuid;

use crate::{
    api::{
        Answer, Api, Documented, Operation,
        objects::{MENTORING_SESSION, MentoringSession},
        show,
        v1::Tag,
    },
    auth::Auth,
};

pub struct ShowMentoringSession(pub Api);

impl Documented for ShowMentoringSession {
    const DOCUMENT: Operation = Operation::new("show_mentoring_session").tagged().errors(&["not_found"]).reply(MENTORING_SESSION);
}

#[OpenApi(tag = "Tag::Mentoring")]
impl ShowMentoringSession {
    /// One of one's sessions
    #[oai(path = "/mentoring-sessions/:id", method = "get", operation_id = "show_mentoring_session")]
    async fn show_mentoring_session(&self, auth: Auth, id: Path<Uuid>) -> Answer<MentoringSession> {
        let caller = auth.signed_in()?;
        show(&self.0, &caller, id.0).await
    }
}
