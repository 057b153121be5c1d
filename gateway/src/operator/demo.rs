//! People of the demo who still get in as its documents show it.

use serde::{Deserialize, Serialize};

use super::effects::List;
use crate::{api::Api, demo, problem::Problem};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DemoPeople {
    /// Their addresses.
    pub open: Vec<String>,
}

pub async fn demo_people(api: &Api, _: List) -> Result<DemoPeople, Problem> {
    Ok(DemoPeople { open: demo::open(api).await? })
}
