//! What the edge and the process tell an operator, beside what host, storage, live actors and media count. Every label has few values.

mod edge;
mod filled;
mod gauges;
mod looked;
mod process;
mod requests;

use std::sync::Arc;

use lyceum_media::Media;
use prometheus_client::registry::Registry;

use crate::{
    api::Api,
    serve::{Certificates, Seats},
};

pub use looked::Looked;
pub use requests::Requests;

/// Everything of the edge. What is read at each scrape is read from `api` and the others.
pub fn register(
    registry: &mut Registry,
    api: &Api,
    media: &Media,
    connections: Arc<Seats>,
    tls: Option<Arc<Certificates>>,
) -> Looked {
    registry.register_collector(Box::new(edge::Edge::new(api, tls)));
    registry.register_collector(Box::new(filled::Queues::new(api, media, connections)));
    registry.register_collector(Box::new(filled::Caches::new(api)));
    registry.sub_registry_with_prefix("process").register_collector(Box::new(process::Process::default()));
    Looked::register(registry)
}
