use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// What an operator watches; shared by all workers.
#[derive(Clone, Debug)]
pub(crate) struct Metrics {
    pub received: Counter,
    pub received_bytes: Counter,
    pub sent: Counter,
    pub sent_bytes: Counter,
    pub send_failed: Counter,
    pub unclaimed: Counter,
    pub rooms: Gauge,
    pub tcp_connections: Gauge,
    pub rooms_failed: Counter,
    /// Seconds.
    pub wait: Histogram,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            received: Counter::default(),
            received_bytes: Counter::default(),
            sent: Counter::default(),
            sent_bytes: Counter::default(),
            send_failed: Counter::default(),
            unclaimed: Counter::default(),
            rooms: Gauge::default(),
            tcp_connections: Gauge::default(),
            rooms_failed: Counter::default(),
            wait: Histogram::new([0.000_1, 0.001, 0.005, 0.02, 0.05, 0.1, 0.5]),
        }
    }
}

impl Metrics {
    pub(crate) fn registered(registry: &mut Registry) -> Self {
        let made = Self::default();
        let part = registry.sub_registry_with_prefix("media");
        part.register("received_datagrams", "Datagrams received", made.received.clone());
        part.register("received_bytes", "Bytes received", made.received_bytes.clone());
        part.register("sent_datagrams", "Datagrams sent", made.sent.clone());
        part.register("sent_bytes", "Bytes sent", made.sent_bytes.clone());
        part.register("send_failed", "Datagrams the system did not take", made.send_failed.clone());
        part.register("unclaimed_datagrams", "Datagrams of no known peer", made.unclaimed.clone());
        part.register("rooms", "Rooms with somebody in them", made.rooms.clone());
        part.register("tcp_connections", "Open ICE-TCP connections", made.tcp_connections.clone());
        part.register("wait_seconds", "How long a datagram had waited for its worker", made.wait.clone());
        part.register("rooms_failed", "Rooms ended by a fault of ours", made.rooms_failed.clone());
        made
    }
}
