use lyceum_domain::{
    core::Role,
    mentor_application::{APPLICATIONS, ApplicationRow, partition},
};
use lyceum_storage::views::Range;
use poem_openapi::{OpenApi, param::Query};

use crate::{
    api::{
        Answer, Api, Cursor, Documented, Operation, Page, Shown, json, limit,
        objects::{MentorApplication, MentorApplicationState},
        problem,
        v1::Tag,
    },
    auth::Auth,
};

pub struct ListMentorApplications(pub Api);

impl Documented for ListMentorApplications {
    const DOCUMENT: Operation = Operation::new("list_mentor_applications")
        .errors(&["forbidden", "cursor_invalid"])
        .reply(r#"{ "items": [], "next": null }"#);
}

#[OpenApi(tag = "Tag::Mentoring")]
impl ListMentorApplications {
    /// Applications, the newest first; for administrators
    #[oai(path = "/mentor-applications", method = "get", operation_id = "list_mentor_applications")]
    async fn list_mentor_applications(
        &self,
        auth: Auth,
        state: Query<Option<MentorApplicationState>>,
        cursor: Query<Option<String>>,
        #[oai(name = "limit")] most: Query<Option<u32>>,
    ) -> Answer<Page<MentorApplication>> {
        let caller = auth.require(Role::Admin)?;
        let (api, limit) = (&self.0, limit(most.0));
        let partition = partition(state.0.map(Into::into));
        let range = Range { before: Cursor::read(cursor.0.as_deref())?, reverse: true, ..Range::default() };
        let rows = api.node().rows::<ApplicationRow>(APPLICATIONS, caller.organization, &partition, range, limit + 1).await;
        let (rows, next) = Cursor::cut(rows.map_err(problem)?, limit);
        let rows = rows.into_iter().map(|row| row.value).collect();
        Ok(json(Page { items: MentorApplication::all(api, &caller, rows).await?, next }))
    }
}
