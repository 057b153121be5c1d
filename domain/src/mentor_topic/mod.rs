//! How many mentors there are for a topic: a figure made of many mentors, so an entity of its own that they feed.

mod join;
mod leave;
mod state;
mod topic;
mod views;

use uuid::Uuid;

use crate::core::{CommandTable, EntityId, OrganizationId, TextError, ids::derive, text};
use text::folded;

pub use join::{Join, MENTORS_MAX};
pub use leave::Leave;
pub use state::{Event, MentorTopic, Rejection};
pub use topic::{Topic, Typed};
pub use views::{TOPICS, TopicRow, partition};

/// A topic as it is written.
pub fn name(text: &str) -> Result<String, TextError> {
    text::line("topic", text, 60)
}

/// Which entity counts a topic's mentors; `secret` is the installation's, so nobody who reads the store can test a guess.
pub fn entity_id(secret: &[u8; 32], organization: OrganizationId, topic: &str) -> EntityId {
    EntityId(derive(secret, &[b"mentor_topic", organization.0.as_bytes(), folded(topic).as_bytes()]))
}

/// The id of a topic that an early event names in the open.
fn early_id(organization: OrganizationId, topic: &str) -> EntityId {
    EntityId(derive(&[0; 32], &[b"mentor_topic", organization.0.as_bytes(), topic.to_lowercase().as_bytes()]))
}

/// A few topics, each once, as they are written.
pub fn names(topics: Vec<Typed>) -> Result<Vec<Typed>, TextError> {
    let mut names: Vec<Typed> = Vec::new();
    for Typed { id, name: text } in topics {
        let name = name(&text)?;
        if names.iter().all(|other| other.id != id) {
            names.push(Typed { id, name });
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
        let organization = OrganizationId::default();
        let typed = |name: &str| Typed { id: entity_id(&[7; 32], organization, name), name: name.to_owned() };
        let names = names(vec![typed("Linear  Algebra"), typed(" linear algebra"), typed("Physics")]).unwrap();
        assert_eq!(names.iter().map(|topic| &*topic.name).collect::<Vec<_>>(), ["Linear Algebra", "Physics"]);
        assert_ne!(typed("Physics").id, entity_id(&[8; 32], organization, "Physics"), "nobody else can test a guess");
    }
}
