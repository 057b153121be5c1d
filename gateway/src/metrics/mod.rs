//! What the edge and the process tell an operator, beside what host, storage, live actors and media count. Every label has few values.

mod edge;
mod gauges;
pub mod parked;
mod process;
mod requests;

use prometheus_client::registry::Registry;

use crate::api::Api;

pub use requests::Requests;

/// Everything of the edge. What is read at each scrape is read from `api`.
pub fn register(registry: &mut Registry, api: &Api) -> Requests {
    let requests = Requests::register(registry.sub_registry_with_prefix("http"));
    registry.register_collector(Box::new(edge::Edge::new(api)));
    registry.sub_registry_with_prefix("process").register_collector(Box::new(process::Process::default()));
    requests
}
