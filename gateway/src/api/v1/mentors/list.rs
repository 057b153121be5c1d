use lyceum_domain::mentor::{DIRECTORY, MentorRow, all_partition, topic_partition};
use lyceum_storage::views::Range;
use poem_openapi::{OpenApi, param::Query};

use crate::{
    api::{Answer, Api, Cursor, Documented, Operation, Page, json, limit, objects::Mentor, problem, v1::Tag},
    auth::Auth,
};

/// Rows read at a time: a name is sealed, so it is sought by opening.
const ROWS_AT_ONCE: usize = 100;
/// Most rows that one request opens; its page says where to go on.
const ROWS_MAX: usize = 1_000;

pub struct ListMentors(pub Api);

impl Documented for ListMentors {
    const DOCUMENT: Operation =
        Operation::new("list_mentors").errors(&["cursor_invalid"]).reply(r#"{ "items": [], "next": null }"#);
}

#[OpenApi(tag = "Tag::Mentoring")]
impl ListMentors {
    /// The directory of mentors, by topic and by part of a name
    #[oai(path = "/mentors", method = "get", operation_id = "list_mentors")]
    async fn list_mentors(
        &self,
        auth: Auth,
        topic: Query<Option<String>>,
        name: Query<Option<String>>,
        cursor: Query<Option<String>>,
        #[oai(name = "limit")] most: Query<Option<u32>>,
    ) -> Answer<Page<Mentor>> {
        let caller = auth.signed_in()?;
        let (api, limit) = (&self.0, limit(most.0));
        let topic = topic.0.as_deref().map(str::trim).filter(|topic| !topic.is_empty());
        let of_topic = |name: &str| topic_partition(api.topic(caller.organization, name).0.as_bytes());
        let partition = topic.map_or_else(all_partition, of_topic);
        let wanted = name.0.unwrap_or_default().trim().to_lowercase();
        let mut after = Cursor::read(cursor.0.as_deref())?;
        let (mut items, mut next, mut read) = (Vec::new(), None, 0);
        while items.len() < limit && read < ROWS_MAX {
            let range = Range { after: after.clone(), ..Range::default() };
            let rows = api.node().rows::<MentorRow>(DIRECTORY, caller.organization, &partition, range, ROWS_AT_ONCE).await;
            let (sorts, values): (Vec<_>, Vec<_>) = rows.map_err(problem)?.into_iter().map(|row| (row.sort, row.value)).unzip();
            let (count, mut taken) = (values.len(), 0);
            for (sort, mentor) in sorts.into_iter().zip(Mentor::all(api, &caller, values).await?) {
                if items.len() == limit {
                    break;
                }
                taken += 1;
                next = Some(Cursor::write(&sort));
                after = Some(sort.into());
                if mentor.user.display_name.to_lowercase().contains(&wanted) {
                    items.push(mentor);
                }
            }
            read += taken;
            if taken == count && count < ROWS_AT_ONCE {
                next = None;
                break;
            }
        }
        Ok(json(Page { items, next }))
    }
}
