//! The node's claim to be alive. Without it nothing is answered, because another node may have taken over.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use lyceum_storage::{Placement, StoreError, placement};
use rustix::time::{ClockId, clock_gettime};

pub(crate) struct Lease {
    /// `None`: the store's file lock is the lease.
    lapse: Option<Duration>,
    /// Boot time, ms, of the start of the last good renewal.
    renewed_ms: AtomicI64,
    lost: AtomicBool,
}

impl Lease {
    pub fn new(lapse: Option<Duration>, acquired_ms: i64) -> Self {
        Self { lapse, renewed_ms: AtomicI64::new(acquired_ms), lost: AtomicBool::new(false) }
    }

    pub fn holds(&self) -> bool {
        let fresh = self.lapse.is_none_or(|lapse| {
            let since = boot_ms() - self.renewed_ms.load(Ordering::Acquire);
            u128::try_from(since).is_ok_and(|since| since < lapse.as_millis())
        });
        fresh && !self.lost.load(Ordering::Acquire)
    }

    /// Another node holds what was ours: for good.
    pub fn lose(&self) {
        if !self.lost.swap(true, Ordering::AcqRel) {
            tracing::error!("another node took this node's shards: nothing is decided here any more");
        }
    }
}

/// Renews for ever; a renewal that fails leaves the lease to lapse.
pub(super) async fn keep(lease: Arc<Lease>, mut held: placement::Lease, store: Arc<dyn Placement>, every: Duration) {
    loop {
        tokio::time::sleep(every).await;
        let started = boot_ms();
        match store.renew(&held).await {
            Ok(renewed) => {
                held = renewed;
                lease.renewed_ms.store(started, Ordering::Release);
            }
            Err(StoreError::Misuse(cause)) => {
                tracing::error!(cause, "the lease is another's");
                return lease.lose();
            }
            Err(error) => tracing::warn!(%error, "the lease was not renewed"),
        }
    }
}

/// Ms since boot, sleep included: the wall's clock may be set, and a node that slept must know it.
pub(super) fn boot_ms() -> i64 {
    let now = clock_gettime(ClockId::Boottime);
    now.tv_sec.saturating_mul(1000).saturating_add(now.tv_nsec / 1_000_000)
}
