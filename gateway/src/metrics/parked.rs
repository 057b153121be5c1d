//! What is parked now, in all: a counter of parkings would be silent about one of yesterday.

use std::time::Duration;

use prometheus_client::{metrics::gauge::Gauge, registry::Registry};

use crate::api::Api;

const EVERY: Duration = Duration::from_secs(15);

pub fn register(registry: &mut Registry) -> Gauge {
    let parked = Gauge::default();
    registry.register("parked", "Entities and lanes that wait for an operator (`lyceum entities parked`)", parked.clone());
    parked
}

/// Counts again and again, until it is dropped.
pub async fn watch(api: Api, parked: Gauge) {
    let mut tick = tokio::time::interval(EVERY);
    loop {
        tick.tick().await;
        match api.node().parked().await {
            Ok(all) => {
                parked.set(i64::try_from(all.len()).unwrap_or(i64::MAX));
            }
            Err(error) => tracing::warn!(%error, "what is parked could not be counted"),
        }
    }
}
