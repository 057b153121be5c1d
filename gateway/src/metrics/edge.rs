//! Queues, pools, caches and limits of the edge, the room on the disk, and how long the certificate lasts.

use std::fmt;

use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeLabelSet},
};
use rustix::fs::statvfs;

use super::gauges::{counters, gauge};
use crate::{api::Api, doctor};

pub struct Edge(Api);

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Limit {
    limit: &'static str,
}

impl Edge {
    pub fn new(api: &Api) -> Self {
        Self(api.clone())
    }
}

impl fmt::Debug for Edge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Edge")
    }
}

impl Collector for Edge {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let (api, encoder) = (&self.0, &mut encoder);
        let (running, waiting) = api.passwords().load();
        gauge(encoder, "password_hashes", "Passwords being hashed", running)?;
        gauge(encoder, "password_hashes_waiting", "Passwords that wait for a core", waiting)?;
        let refused = api.limits().refused().map(|(limit, refused)| (Limit { limit }, refused));
        counters(encoder, "rate_limited", "Requests refused by a limit", refused)?;
        gauge(encoder, "tokens_remembered", "Checked access tokens in memory", api.tokens().remembered())?;
        gauge(encoder, "people_remembered", "Names and pictures in memory", api.people().remembered())?;
        let config = api.config();
        if let Ok(disk) = statvfs(&config.data) {
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            gauge(encoder, "disk_free_bytes", "Room on the data folder's disk", free)?;
        }
        gauge(encoder, "disk_reserve_bytes", "Below so much room commits are refused", config.store.reserve_bytes)?;
        if let Some(until) = config.tls.certificate.as_deref().and_then(doctor::certificate_ends) {
            gauge(encoder, "certificate_expires_seconds", "When the certificate ends, seconds since 1970", until.as_secs())?;
        }
        Ok(())
    }
}
