//! What the host counts. Cloned handles share their numbers; register them once.

use prometheus_client::{
    metrics::{counter::Counter, gauge::Gauge, histogram::Histogram},
    registry::Registry,
};

#[derive(Clone, Debug)]
pub struct Metrics {
    pub commands: Counter,
    pub rejected: Counter,
    pub busy: Counter,
    pub unavailable: Counter,
    pub commits: Counter,
    pub conflicts: Counter,
    pub unknown: Counter,
    /// Commands in a commit.
    pub batch: Histogram,
    pub entities: Gauge,
    pub effects: Counter,
    pub effects_retried: Counter,
    pub lanes_parked: Counter,
    pub entities_parked: Counter,
    pub wakes: Counter,
    pub topic_frames: Counter,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            commands: Counter::default(),
            rejected: Counter::default(),
            busy: Counter::default(),
            unavailable: Counter::default(),
            commits: Counter::default(),
            conflicts: Counter::default(),
            unknown: Counter::default(),
            batch: Histogram::new([1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0]),
            entities: Gauge::default(),
            effects: Counter::default(),
            effects_retried: Counter::default(),
            lanes_parked: Counter::default(),
            entities_parked: Counter::default(),
            wakes: Counter::default(),
            topic_frames: Counter::default(),
        }
    }
}

impl Metrics {
    pub fn register(registry: &mut Registry) -> Self {
        let metrics = Self::default();
        let host = registry.sub_registry_with_prefix("host");
        let mut count = |name, help, counter: &Counter| host.register(name, help, counter.clone());
        count("commands", "Commands decided", &metrics.commands);
        count("rejected", "Commands refused by their entity", &metrics.rejected);
        count("busy", "Commands answered busy", &metrics.busy);
        count("unavailable", "Commands answered unavailable", &metrics.unavailable);
        count("commits", "Commits that became durable", &metrics.commits);
        count("conflicts", "Appends that met another head", &metrics.conflicts);
        count("unknown_appends", "Appends whose outcome was unknown at first", &metrics.unknown);
        count("effects", "Effects delivered", &metrics.effects);
        count("effects_retried", "Deliveries of effects that were repeated", &metrics.effects_retried);
        count(
            "lanes_parked",
            "Lanes that were given up until an operator says `lyceum effects retry` or `skip`",
            &metrics.lanes_parked,
        );
        count(
            "entities_parked",
            "Entities that are not served until an operator says `lyceum entities serve`",
            &metrics.entities_parked,
        );
        count("wakes", "Wake-ups of due entities", &metrics.wakes);
        count("topic_frames", "Frames published to topics", &metrics.topic_frames);
        host.register("batch_commands", "Commands in a commit", metrics.batch.clone());
        host.register("entities", "Entities in memory", metrics.entities.clone());
        metrics
    }
}
