//! Whether people of `lyceum demo` can sign in to the server that runs.

use std::time::Duration;

use super::{Finding, server::Running};
use crate::{
    config::Config,
    operator::{self, DemoPeople, List},
};

const CHECK: &str = "demo";
/// Five passwords are tried, beside what people ask of a busy server.
const PATIENCE: Duration = Duration::from_secs(10);

/// The server itself is asked; without one nothing is said.
pub fn check(config: &Config, running: Option<&Running>) -> Option<Finding> {
    running?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
    let asked = runtime.block_on(async {
        tokio::time::timeout(PATIENCE, operator::call::<DemoPeople>(&config.operator(), "/demo", &List {})).await
    });
    judge(&asked.ok()?.ok()?.open)
}

fn judge(open: &[String]) -> Option<Finding> {
    (!open.is_empty()).then(|| {
        Finding::warning(
            CHECK,
            format!("{} of `lyceum demo` sign in with the password that its documents show", open.join(", ")),
            "right for a demo only; else begin with another data folder, or give each another password by the link of `lyceum organization reset-password`",
        )
    })
}
