use lyceum_domain::mentoring_request::{REQUESTS, RequestRow, partition};
use lyceum_storage::views::Range;
use poem_openapi::{OpenApi, param::Query};

use crate::{
    api::{
        Answer, Api, Cursor, Documented, Operation, Page, Shown, json, limit,
        objects::{MentoringRequest, MentoringRequestState, MentoringSide},
        problem,
        v1::Tag,
    },
    auth::Auth,
};

pub struct ListMentoringRequests(pub Api);

impl Documented for ListMentoringRequests {
    const DOCUMENT: Operation =
        Operation::new("list_mentoring_requests").errors(&["cursor_invalid"]).reply(r#"{ "items": [], "next": null }"#);
}

#[OpenApi(tag = "Tag::Mentoring")]
impl ListMentoringRequests {
    /// One's requests as student or as mentor, the newest first
    #[oai(path = "/mentoring-requests", method = "get", operation_id = "list_mentoring_requests")]
    async fn list_mentoring_requests(
        &self,
        auth: Auth,
        role: Query<MentoringSide>,
        state: Query<Option<MentoringRequestState>>,
        cursor: Query<Option<String>>,
        #[oai(name = "limit")] most: Query<Option<u32>>,
    ) -> Answer<Page<MentoringRequest>> {
        let caller = auth.signed_in()?;
        let (api, limit) = (&self.0, limit(most.0));
        let partition = partition(caller.user, role.0.into(), state.0.map(Into::into));
        let range = Range { before: Cursor::read(cursor.0.as_deref())?, reverse: true, ..Range::default() };
        let rows = api.node().rows::<RequestRow>(REQUESTS, caller.organization, &partition, range, limit + 1).await;
        let (rows, next) = Cursor::cut(rows.map_err(problem)?, limit);
        let rows = rows.into_iter().map(|row| row.value).collect();
        Ok(json(Page { items: MentoringRequest::all(api, &caller, rows).await?, next }))
    }
}
