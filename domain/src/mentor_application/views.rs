use serde::{Deserialize, Serialize};

use crate::{
    core::{Personal, Table, Timestamp, UserId, key},
    mentor_topic::Topic,
};

/// Applications of a state, or of all. Partition: [`partition`]; sort: [`sort`], read in reverse for the newest first.
pub const APPLICATIONS: Table = Table("mentor_applications");

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Pending,
    Approved,
    Declined,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationRow {
    pub applicant: UserId,
    pub topics: Vec<Topic>,
    pub headline: Personal<String>,
    pub motivation: Personal<String>,
    pub state: State,
    /// Why it was declined.
    pub reason: Option<Personal<String>>,
    pub applied_at: Timestamp,
    pub decided_at: Option<Timestamp>,
}

/// Of one state, or of all.
pub fn partition(state: Option<State>) -> Vec<u8> {
    let name: &[u8] = match state {
        None => b"all",
        Some(State::Pending) => b"pending",
        Some(State::Approved) => b"approved",
        Some(State::Declined) => b"declined",
    };
    name.to_vec()
}

pub fn sort(applied_at: Timestamp, applicant: UserId) -> Vec<u8> {
    key::by_time(applied_at, applicant.0)
}
