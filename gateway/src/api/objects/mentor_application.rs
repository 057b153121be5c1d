use lyceum_domain::{
    core::{PersonKeys, UserId},
    mentor_application::{ApplicationRow, Show, State},
};
use poem_openapi::{Enum, Object};

use super::{Time, User, mirror::mirror};
use crate::{
    api::{Api, Found, Shown},
    auth::Caller,
    problem::Problem,
};

/// Somebody's wish to be a mentor.
#[derive(Clone, Debug, Object)]
pub struct MentorApplication {
    pub user: User,
    pub topics: Vec<String>,
    pub headline: String,
    pub motivation: String,
    pub state: MentorApplicationState,
    /// Why it was declined.
    pub reason: Option<String>,
    pub applied_at: Time,
    pub decided_at: Option<Time>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum MentorApplicationState {
    Pending,
    Approved,
    Declined,
}

pub const MENTOR_APPLICATION: &str = r#"{
    "user": { "id": "018f0c1e-7c00-7000-8000-000000000001", "display_name": "Nimal Perera", "picture_url": null, "zone": "Asia/Colombo" },
    "topics": ["Algebra"], "headline": "Numbers made friendly", "motivation": "I like to explain things.",
    "state": "pending", "reason": null, "applied_at": "2026-03-01T09:30:00.000Z", "decided_at": null
}"#;

impl Shown for MentorApplication {
    type Row = ApplicationRow;
    type Show = Show;
    const SHOW: Show = Show;

    async fn all(api: &Api, caller: &Caller, rows: Vec<ApplicationRow>) -> Result<Vec<Self>, Problem> {
        let people: Vec<UserId> = rows.iter().flat_map(persons).collect();
        let keys = api.keys(caller.organization, &people).await?;
        let found = api.people().find(caller.organization, people).await?;
        Ok(rows.into_iter().map(|row| Self::of(row, &keys, &found)).collect())
    }
}

impl MentorApplication {
    fn of(row: ApplicationRow, keys: &PersonKeys, found: &Found) -> Self {
        Self {
            user: found.user(row.applicant),
            topics: row.topics.iter().filter_map(|topic| topic.name().read(keys)).collect(),
            headline: keys.open(&row.headline).unwrap_or_default(),
            motivation: keys.open(&row.motivation).unwrap_or_default(),
            state: row.state.into(),
            reason: row.reason.and_then(|reason| keys.open(&reason).ok()),
            applied_at: row.applied_at.into(),
            decided_at: row.decided_at.map(Time::from),
        }
    }
}

/// Whose keys open the row.
fn persons(row: &ApplicationRow) -> Vec<UserId> {
    [row.applicant].into_iter().chain(row.reason.as_ref().map(|reason| reason.person)).collect()
}

mirror!(State => MentorApplicationState { Pending, Approved, Declined });

mirror!(MentorApplicationState => State { Pending, Approved, Declined });
