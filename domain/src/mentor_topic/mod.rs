//! How many mentors there are for a topic: a figure made of many mentors, so an entity of its own that they feed.

mod join;
mod leave;
mod state;
mod views;

use uuid::Uuid;

use crate::core::{CommandTable, EntityId, OrganizationId, TextError, ids::derive, text};

pub use join::{Join, MENTORS_MAX};
pub use leave::Leave;
pub use state::{Event, MentorTopic, Rejection};
pub use views::{TOPICS, TopicRow, partition, sort};

/// A topic as it is written.
pub fn name(text: &str) -> Result<String, TextError> {
    text::line("topic", text, 60)
}

/// What two ways to write the same topic share.
pub fn key(topic: &str) -> String {
    topic.to_lowercase()
}

/// Which entity counts a topic's mentors. Topics are no secret.
pub fn entity_id(organization: OrganizationId, topic: &str) -> EntityId {
    EntityId(derive(&[0; 32], &[b"mentor_topic", organization.0.as_bytes(), key(topic).as_bytes()]))
}

/// A few topics, each once, as they are written.
pub fn names(topics: &[String]) -> Result<Vec<String>, TextError> {
    let mut names: Vec<String> = Vec::new();
    for topic in topics {
        let topic = name(topic)?;
        if names.iter().all(|other| key(other) != key(&topic)) {
            names.push(topic);
        }
    }
    Ok(names)
}

/// The nil id, for the one list of all topics.
const ALL: Uuid = Uuid::nil();

impl crate::core::Noun for MentorTopic {
    fn commands<T: CommandTable<Self>>(table: T) -> T {
        table.command::<Join>().command::<Leave>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_topic_written_in_two_ways_is_one() {
        let names = names(&["Linear  Algebra".into(), "linear algebra".into(), "Physics".into()]).unwrap();
        assert_eq!(names, ["Linear Algebra", "Physics"]);
        let organization = OrganizationId::default();
        assert_eq!(entity_id(organization, "Physics"), entity_id(organization, "PHYSICS"));
    }
}
