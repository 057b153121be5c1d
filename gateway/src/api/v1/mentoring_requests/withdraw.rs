use lyceum_domain::mentoring_request::Withdraw;
use poem_openapi::{OpenApi, param::Path};
use uuid::Uuid;

use crate::{
    api::{
        Answer, Api, Documented, Operation, change,
        objects::{MENTORING_REQUEST, MentoringRequest},
        v1::Tag,
    },
    auth::Auth,
};

pub struct WithdrawMentoringRequest(pub Api);

impl Documented for WithdrawMentoringRequest {
    const DOCUMENT: Operation = Operation::new("withdraw_mentoring_request")
        .tagged()
        .errors(&["not_found", "not_your_turn", "request_accepting", "request_closed"])
        .reply(MENTORING_REQUEST);
}

#[OpenApi(tag = "Tag::Mentoring")]
impl WithdrawMentoringRequest {
    /// Withdraw one's own request
    #[oai(path = "/mentoring-requests/:id/withdraw", method = "post", operation_id = "withdraw_mentoring_request")]
    async fn withdraw_mentoring_request(&self, auth: Auth, id: Path<Uuid>) -> Answer<MentoringRequest> {
        let caller = auth.signed_in()?;
        let command = Withdraw;
        change(&self.0, &caller, caller.request("withdraw_mentoring_request")?, id.0, command).await
    }
}
