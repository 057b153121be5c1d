use serde::{Deserialize, Serialize};

use crate::core::{Table, Words};

/// Every topic with mentors. Partition: [`partition`]; sort: the topic's token, so in no order that people know.
pub const TOPICS: Table = Table("mentor_topics");

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicRow {
    /// As one of them writes it.
    pub topic: Words,
    pub mentors: u32,
}

pub fn partition() -> Vec<u8> {
    super::ALL.as_bytes().to_vec()
}
