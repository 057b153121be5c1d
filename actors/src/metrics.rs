//! What an operator sees of the live actors.

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::Registry,
};

use crate::frames::Close;

/// Why sockets were closed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Reason {
    reason: &'static str,
}

/// Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Metrics {
    pub(crate) sessions: Gauge,
    closed: Family<Reason, Counter>,
    pub(crate) frames: Counter,
}

impl Metrics {
    pub fn registered(registry: &mut Registry) -> Self {
        let metrics = Self::default();
        registry.register("sessions", "open sockets", metrics.sessions.clone());
        for close in Close::ALL {
            drop(metrics.closed.get_or_create(&Reason { reason: close.name() }));
        }
        registry.register("sessions_closed", "closed sockets by reason", metrics.closed.clone());
        registry.register("session_frames", "frames that clients sent", metrics.frames.clone());
        metrics
    }

    pub(crate) fn closed(&self, close: Close) {
        self.closed.get_or_create(&Reason { reason: close.name() }).inc();
    }
}
