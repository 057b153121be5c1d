use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    core::{Personal, Table, Timestamp, UserId, key},
    mentor_topic::Topic,
};

/// A mentor's row in the list of all ([`all_partition`]) and of each topic ([`topic_partition`]); sort: [`sort`], the earliest
/// mentor first.
pub const DIRECTORY: Table = Table("mentor_directory");

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MentorRow {
    pub id: UserId,
    /// Absent until the account has told it.
    pub display_name: Option<Personal<String>>,
    pub picture: Option<Uuid>,
    pub topics: Vec<Topic>,
    pub headline: Personal<String>,
    pub rating: Rating,
    pub since: Timestamp,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// Of all stars.
    pub sum: u64,
    pub count: u64,
}

impl Rating {
    /// To two decimals; `None` before the first.
    pub fn average(&self) -> Option<f64> {
        let hundredths = (self.sum * 100 + self.count / 2).checked_div(self.count)?;
        Some(f64::from(u32::try_from(hundredths).ok()?) / 100.0)
    }
}

pub fn all_partition() -> Vec<u8> {
    b"all".to_vec()
}

/// By [`Topic::token`].
pub fn topic_partition(token: &[u8]) -> Vec<u8> {
    key::join(&[b"topic:", token])
}

pub fn sort(since: Timestamp, mentor: UserId) -> Vec<u8> {
    key::by_time(since, mentor.0)
}

#[cfg(test)]
mod tests {
    use super::Rating;

    #[test]
    fn an_average_has_two_decimals_and_needs_a_rating() {
        assert_eq!(Rating { sum: 14, count: 3 }.average(), Some(4.67));
        assert_eq!(Rating::default().average(), None);
    }
}
