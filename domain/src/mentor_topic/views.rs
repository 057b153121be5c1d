use serde::{Deserialize, Serialize};

use crate::core::Table;

/// Every topic with mentors, in order. Partition: [`partition`]; sort: [`sort`].
pub const TOPICS: Table = Table("mentor_topics");

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicRow {
    pub topic: String,
    pub mentors: u32,
}

pub fn partition() -> Vec<u8> {
    super::ALL.as_bytes().to_vec()
}

pub fn sort(topic: &str) -> Vec<u8> {
    super::key(topic).into_bytes()
}
