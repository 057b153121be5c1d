use poem_openapi::{OpenApi, param::Path};
use uuid::Uuid;

use crate::{
    api::{
        Answer, Api, Documented, Operation,
        objects::{MENTORING_REQUEST, MentoringRequest},
        show,
        v1::Tag,
    },
    auth::Auth,
};

pub struct ShowMentoringRequest(pub Api);

impl Documented for ShowMentoringRequest {
    const DOCUMENT: Operation = Operation::new("show_mentoring_request").tagged().errors(&["not_found"]).reply(MENTORING_REQUEST);
}

#[OpenApi(tag = "Tag::Mentoring")]
impl ShowMentoringRequest {
    /// One of one's requests
    #[oai(path = "/mentoring-requests/:id", method = "get", operation_id = "show_mentoring_request")]
    async fn show_mentoring_request(&self, auth: Auth, id: Path<Uuid>) -> Answer<MentoringRequest> {
        let caller = auth.signed_in()?;
        show(&self.0, &caller, id.0).await
    }
}
