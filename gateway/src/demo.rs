//! An organization to try: people with known passwords. Made once; started again it is found as it is.

use std::fmt;

use crate::{
    api::Api,
    operator::{Founding, Hidden, found},
    problem::Problem,
};

pub const SLUG: &str = "demo";
pub const PASSWORD: &str = "a quiet river at dawn";
pub const ADMIN: &str = "admin@demo.example";

/// What to print.
pub struct Demo {
    url: String,
}

impl fmt::Display for Demo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Lyceum runs on {}", self.url)
    }
}

pub async fn ensure(api: &Api) -> Result<Demo, Problem> {
    let founding = Founding {
        slug: SLUG.to_owned(),
        name: "Demo College".to_owned(),
        zone: "Asia/Colombo".to_owned(),
        admin_email: ADMIN.to_owned(),
        admin_name: "Ada Admin".to_owned(),
        admin_password: Some(Hidden(PASSWORD.to_owned())),
    };
    match found(api, founding).await {
        Ok(_) => {}
        Err(problem) if problem.code() == "taken" => {}
        Err(problem) => return Err(problem),
    }
    Ok(Demo { url: api.config().base().to_owned() })
}
