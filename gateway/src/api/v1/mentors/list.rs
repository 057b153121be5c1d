use lyceum_domain::mentor::{DIRECTORY, all_partition, topic_partition};
use poem_openapi::{OpenApi, param::Query};

use crate::{
    api::{
        Answer, Api, Documented, Operation, Page, json, limit,
        objects::Mentor,
        seek::{Listed, seek},
        v1::Tag,
    },
    auth::Auth,
};

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
        let (api, organization) = (&self.0, caller.organization);
        let topic = topic.0.as_deref().map(str::trim).filter(|topic| !topic.is_empty());
        let of_topic = |name: &str| topic_partition(api.topic(organization, name).0.as_bytes());
        let partition = topic.map_or_else(all_partition, of_topic);
        let listed = Listed { table: DIRECTORY, partition: &partition, reverse: false };
        Ok(json(seek(api, &caller, listed, name.0.as_deref(), cursor.0.as_deref(), limit(most.0)).await?))
    }
}
