//! The people of an organization, page by page.

use lyceum_cluster::RowOf;
use lyceum_domain::{
    core::OrganizationId,
    user::{PEOPLE, Profile, people_partition},
};
use lyceum_storage::views::Range;

use crate::{
    api::{Api, problem},
    problem::Problem,
};

/// People of one page.
pub const PAGE: usize = 500;

/// Those behind `after`, who came first first; fewer than a page where nobody follows.
pub async fn people(api: &Api, organization: OrganizationId, after: Option<Vec<u8>>) -> Result<Vec<RowOf<Profile>>, Problem> {
    let range = Range { after: after.map(Into::into), before: None, reverse: false };
    api.node().rows(PEOPLE, organization, people_partition(), range, PAGE).await.map_err(problem)
}
