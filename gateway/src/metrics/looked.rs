//! What only the store can tell, looked up before each scrape: what is parked, how far consumers of streams are behind, and what they
//! gave up. Numbers as of now: a counter would be silent about what has waited since yesterday.

use lyceum_actors::{CONSUMED, Consumed};
use lyceum_storage::StoreError;
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{family::Family, gauge::Gauge},
    registry::Registry,
};

use crate::api::Api;

/// Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Looked {
    parked: Gauge,
    lag: Family<Stream, Gauge>,
    dead: Family<Stream, Gauge>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Stream {
    stream: &'static str,
}

impl Looked {
    pub fn register(registry: &mut Registry) -> Self {
        let looked = Self::default();
        registry.register(
            "parked",
            "Entities and lanes that wait for an operator (`lyceum entities parked`, `lyceum effects list`)",
            looked.parked.clone(),
        );
        registry.register("stream_lag", "Records that a stream's consumer has still to take", looked.lag.clone());
        registry.register("stream_dead", "Records given up that wait for an operator (`lyceum dead list`)", looked.dead.clone());
        looked
    }

    /// What cannot be read stays as it was.
    pub async fn look(&self, api: &Api) {
        match api.node().parked().await {
            Ok(all) => set(&self.parked, all.len() as u64),
            Err(error) => tracing::warn!(%error, "what is parked could not be counted"),
        }
        for consumed in CONSUMED {
            if let Err(error) = self.stream(api, consumed).await {
                tracing::warn!(%error, stream = consumed.stream, "a stream could not be looked at");
            }
        }
    }

    async fn stream(&self, api: &Api, consumed: Consumed) -> Result<(), StoreError> {
        let (streams, label) = (&*api.node().store().streams, Stream { stream: consumed.stream });
        let (lag, dead) = (consumed.lag(streams).await?, consumed.dead_count(streams).await?);
        set(&self.lag.get_or_create(&label), lag);
        set(&self.dead.get_or_create(&label), dead);
        Ok(())
    }
}

fn set(gauge: &Gauge, value: u64) {
    gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
}
