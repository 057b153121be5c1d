//! What an operator watches of the listeners.

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family},
    registry::Registry,
};

#[derive(Clone, Debug, Default)]
pub struct Metrics {
    waits: Family<Labels, Counter>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    reason: &'static str,
}

impl Metrics {
    pub fn register(registry: &mut Registry) -> Self {
        let made = Self::default();
        let help = "Times that connections had to wait in the system's queue, by what there was too little of";
        registry.sub_registry_with_prefix("http").register("accept_waits", help, made.waits.clone());
        made
    }

    pub(super) fn waits(&self, reason: &'static str) {
        self.waits.get_or_create(&Labels { reason }).inc();
    }
}
