//! Limits of the edge, the room on the disk, and how long the certificate lasts.

use std::{fmt, sync::Arc};

use lyceum_storage::Trouble;
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeLabelSet},
};
use rustix::fs::statvfs;

use super::gauges::{counters, gauge, gauges};
use crate::{api::Api, serve::Certificates};

pub struct Edge {
    api: Api,
    tls: Option<Arc<Certificates>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Limit {
    limit: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Reason {
    reason: &'static str,
}

impl Edge {
    pub fn new(api: &Api, tls: Option<Arc<Certificates>>) -> Self {
        Self { api: api.clone(), tls }
    }
}

impl fmt::Debug for Edge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Edge")
    }
}

impl Collector for Edge {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let (api, encoder) = (&self.api, &mut encoder);
        let refused = api.limits().refused().map(|(limit, refused)| (Limit { limit }, refused));
        counters(encoder, "rate_limited", "Requests refused by a limit", refused)?;
        let config = api.config();
        if let Ok(disk) = statvfs(&config.data) {
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            gauge(encoder, "disk_free_bytes", "Room on the data folder's disk", free)?;
        }
        let refuses = api.node().store().disk.refuses();
        let reasons = Trouble::ALL.map(|trouble| (Reason { reason: trouble.name() }, usize::from(refuses == Some(trouble))));
        gauges(encoder, "disk_refuses", "Whether the disk refused the log's last write, and why", reasons)?;
        gauge(encoder, "disk_reserve_bytes", "Below so much room commits are refused", config.store.reserve_bytes)?;
        if let Some(until) = self.tls.as_ref().and_then(|tls| tls.ends()) {
            gauge(
                encoder,
                "certificate_expires_seconds",
                "When the certificate in use ends, seconds since 1970",
                until.as_secs(),
            )?;
        }
        Ok(())
    }
}
