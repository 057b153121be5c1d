use lyceum_domain::mentoring_session::{List, SESSIONS, SessionRow, partition};
use lyceum_storage::views::Range;
use poem_openapi::{Enum, OpenApi, param::Query};

use crate::{
    api::{Answer, Api, Cursor, Documented, Operation, Page, Shown, json, limit, objects::MentoringSession, problem, v1::Tag},
    auth::Auth,
};

pub struct ListMentoringSessions(pub Api);

#[derive(Clone, Copy, Enum)]
#[oai(rename_all = "snake_case")]
enum SessionList {
    Upcoming,
    Past,
}

impl Documented for ListMentoringSessions {
    const DOCUMENT: Operation =
        Operation::new("list_mentoring_sessions").errors(&["cursor_invalid"]).reply(r#"{ "items": [], "next": null }"#);
}

#[OpenApi(tag = "Tag::Mentoring")]
impl ListMentoringSessions {
    /// One's sessions: upcoming ones the next first, past ones the latest first
    #[oai(path = "/mentoring-sessions", method = "get", operation_id = "list_mentoring_sessions")]
    async fn list_mentoring_sessions(
        &self,
        auth: Auth,
        when: Query<SessionList>,
        cursor: Query<Option<String>>,
        #[oai(name = "limit")] most: Query<Option<u32>>,
    ) -> Answer<Page<MentoringSession>> {
        let caller = auth.signed_in()?;
        let (api, limit) = (&self.0, limit(most.0));
        let cursor = Cursor::read(cursor.0.as_deref())?;
        let (list, range) = match when.0 {
            SessionList::Upcoming => (List::Upcoming, Range { after: cursor, ..Range::default() }),
            SessionList::Past => (List::Past, Range { before: cursor, reverse: true, ..Range::default() }),
        };
        let partition = partition(caller.user, list);
        let rows = api.node().rows::<SessionRow>(SESSIONS, caller.organization, &partition, range, limit + 1).await;
        let (rows, next) = Cursor::cut(rows.map_err(problem)?, limit);
        let rows = rows.into_iter().map(|row| row.value).collect();
        Ok(json(Page { items: MentoringSession::all(api, &caller, rows).await?, next }))
    }
}
