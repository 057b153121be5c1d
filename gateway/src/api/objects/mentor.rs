use lyceum_domain::{core::UserId, mentor::MentorRow};
use poem_openapi::Object;

use super::User;
use crate::{
    api::{Api, seek::Sought},
    auth::Caller,
    problem::Problem,
};

/// A mentor as the directory shows them.
#[derive(Clone, Debug, Object)]
pub struct Mentor {
    pub user: User,
    pub topics: Vec<String>,
    pub headline: String,
    pub rating: MentorRating,
}

#[derive(Clone, Copy, Debug, Object)]
pub struct MentorRating {
    /// Stars, to two decimals; null before the first.
    pub average: Option<f64>,
    pub count: u64,
}

impl Sought for Mentor {
    type Row = MentorRow;

    fn name(&self) -> &str {
        &self.user.display_name
    }

    async fn all(api: &Api, caller: &Caller, rows: Vec<MentorRow>) -> Result<Vec<Self>, Problem> {
        let ids: Vec<UserId> = rows.iter().map(|row| row.id).collect();
        let keys = api.keys(caller.organization, &ids).await?;
        let found = api.people().find(caller.organization, ids).await?;
        let mentor = |row: MentorRow| Self {
            user: found.user(row.id),
            topics: row.topics.iter().filter_map(|topic| topic.name().read(&keys)).collect(),
            headline: keys.open(&row.headline).unwrap_or_default(),
            rating: MentorRating { average: row.rating.average(), count: row.rating.count },
        };
        Ok(rows.into_iter().map(mentor).collect())
    }
}
