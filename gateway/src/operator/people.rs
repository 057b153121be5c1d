//! The people of an organization, page by page.

use lyceum_cluster::RowOf;
use lyceum_domain::{
    core::OrganizationId,
    user::{PEOPLE, Profile, people_partition},
};
use lyceum_storage::views::Range;

use crate::{
    api::{Api, Cursor, problem},
    problem::Problem,
};

/// People of one page.
const PAGE: usize = 500;

/// Those behind `cursor`, who came first first, and the cursor of those that follow.
pub async fn people(
    api: &Api,
    organization: OrganizationId,
    cursor: Option<&str>,
) -> Result<(Vec<RowOf<Profile>>, Option<String>), Problem> {
    let range = Range { after: Cursor::read(cursor)?, before: None, reverse: false };
    let rows = api.node().rows(PEOPLE, organization, people_partition(), range, PAGE + 1).await.map_err(problem)?;
    Ok(Cursor::cut(rows, PAGE))
}
