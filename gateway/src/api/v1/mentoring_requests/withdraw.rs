use lyceum_domain::{core::EntityId, mentoring_request::Withdraw};
use poem_openapi::{OpenApi, param::Path};
use uuid::Uuid;

use crate::{
    api::{
        Answer, Api, Documented, Operation,
        objects::{MENTORING_REQUEST, MentoringRequest},
        tagged,
        v1::Tag,
    },
    auth::Auth,
};

pub struct WithdrawMentoringRequest(pub Api);

impl Documented for WithdrawMentoringRequest {
    const DOCUMENT: Operation = Operation::new("withdraw_mentoring_request")
        .errors(&["not_found", "not_your_turn", "request_accepting", "request_closed"])
        .reply(MENTORING_REQUEST);
}

#[OpenApi(tag = "Tag::Mentoring")]
impl WithdrawMentoringRequest {
    /// Withdraw one's own request
    #[oai(path = "/mentoring-requests/:id/withdraw", method = "post", operation_id = "withdraw_mentoring_request")]
    async fn withdraw_mentoring_request(&self, auth: Auth, id: Path<Uuid>) -> Answer<MentoringRequest> {
        let caller = auth.signed_in()?;
        self.0.ask(caller.request("withdraw_mentoring_request")?, EntityId(id.0), Withdraw).await?;
        let (position, shown) = MentoringRequest::seen(&self.0, &caller, id.0).await?;
        Ok(tagged(position, shown))
    }
}
