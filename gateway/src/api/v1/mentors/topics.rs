use lyceum_domain::{
    core::text::folded,
    mentor_topic::{TOPICS, TopicRow, partition},
};
use lyceum_storage::views::Range;
use poem_openapi::{Object, OpenApi};

use crate::{
    api::{Answer, Api, Documented, Operation, json, problem, v1::Tag},
    auth::Auth,
};

/// More topics than anybody scrolls through; the directory searches the rest by name.
const TOPICS_MAX: usize = 500;

pub struct ListTopics(pub Api);

#[derive(Object)]
struct TopicList {
    items: Vec<Topic>,
}

/// What mentors offer.
#[derive(Object)]
struct Topic {
    topic: String,
    /// How many offer it.
    mentors: u32,
}

impl Documented for ListTopics {
    const DOCUMENT: Operation = Operation::new("list_topics").reply(r#"{ "items": [{ "topic": "Algebra", "mentors": 3 }] }"#);
}

#[OpenApi(tag = "Tag::Mentoring")]
impl ListTopics {
    /// Topics that have mentors, by name
    #[oai(path = "/mentor-topics", method = "get", operation_id = "list_topics")]
    async fn list_topics(&self, auth: Auth) -> Answer<TopicList> {
        let caller = auth.signed_in()?;
        let node = self.0.node();
        let rows = node.rows::<TopicRow>(TOPICS, caller.organization, &partition(), Range::default(), TOPICS_MAX).await;
        let rows = rows.map_err(problem)?;
        let authors: Vec<_> = rows.iter().filter_map(|row| row.value.topic.person()).collect();
        let keys = self.0.keys(caller.organization, &authors).await?;
        let offered = rows.into_iter().filter(|row| row.value.mentors > 0);
        let named = offered.filter_map(|row| Some(Topic { topic: row.value.topic.read(&keys)?, mentors: row.value.mentors }));
        let mut items: Vec<_> = named.collect();
        items.sort_by_cached_key(|item| folded(&item.topic));
        Ok(json(TopicList { items }))
    }
}
