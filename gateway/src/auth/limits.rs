//! How often: a bucket for each key (an address, an account, a person), forgotten when it is full again.

use std::{
    hash::{BuildHasher, Hash, RandomState},
    marker::PhantomData,
    num::NonZeroU32,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::StateInformationMiddleware,
    state::keyed::DefaultKeyedStateStore,
};

use super::Allowance;
use crate::problem::Problem;

type Bucket = u64;

/// One kind of limit.
pub struct Limiter<K> {
    buckets: RateLimiter<Bucket, DefaultKeyedStateStore<Bucket>, DefaultClock, StateInformationMiddleware>,
    burst: u32,
    /// Nobody outside can choose whom they share a bucket with.
    hasher: RandomState,
    takes: AtomicU64,
    refused: AtomicU64,
    key: PhantomData<fn(&K)>,
}

/// More keys than buckets share them: a crowd of addresses cannot fill the memory (some 12 MB a kind).
const BUCKETS_MAX: u64 = 1 << 18;
/// Full buckets are swept after so many takes, so each pays for four at most.
const SWEEP_EVERY: u64 = BUCKETS_MAX / 4;

impl<K: Hash> Limiter<K> {
    /// `burst` at once, and as many again over `period`.
    pub fn new(burst: u32, period: Duration) -> Self {
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::with_period(period / burst.get()).unwrap_or(Quota::per_second(burst)).allow_burst(burst);
        Self {
            buckets: RateLimiter::keyed(quota).with_middleware(),
            burst: burst.get(),
            hasher: RandomState::new(),
            takes: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            key: PhantomData,
        }
    }

    /// Buckets in memory, and how many may be.
    pub fn buckets(&self) -> (u64, u64) {
        (self.buckets.len() as u64, BUCKETS_MAX)
    }

    /// How often somebody was told to wait.
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    pub fn take(&self, key: &K) -> Result<Allowance, Problem> {
        if self.takes.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.buckets.retain_recent();
        }
        match self.buckets.check_key(&(self.hasher.hash_one(key) % BUCKETS_MAX)) {
            Ok(state) => {
                let remaining = state.remaining_burst_capacity();
                let reset = state.quota().replenish_interval() * self.burst.saturating_sub(remaining);
                Ok(Allowance { limit: self.burst, remaining, reset })
            }
            Err(not_until) => {
                self.refused.fetch_add(1, Ordering::Relaxed);
                let reset = not_until.wait_time_from(DefaultClock::default().now());
                Err(Problem::new("rate_limited", "too many requests; wait as long as `Retry-After` says").limited(Allowance {
                    limit: self.burst,
                    remaining: 0,
                    reset,
                }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_its_own_bucket() {
        let limiter = Limiter::new(2, Duration::from_hours(1));
        let remaining = |key| limiter.take(&key).map(|allowance| allowance.remaining);
        assert_eq!((remaining(1), remaining(1)), (Ok(1), Ok(0)));
        let refused = remaining(1).unwrap_err();
        assert_eq!((refused.code(), limiter.refused()), ("rate_limited", 1));
        assert_eq!(remaining(2), Ok(1));
    }

    #[test]
    fn full_buckets_are_forgotten_and_more_keys_than_buckets_share_them() {
        let brief = Limiter::new(1, Duration::from_nanos(1));
        let _ = (0..SWEEP_EVERY).map(|key| brief.take(&key)).collect::<Vec<_>>();
        assert!(brief.buckets.len() < 1000, "{} buckets", brief.buckets.len());
        let lasting = Limiter::new(1, Duration::from_hours(1));
        let refused = (0..BUCKETS_MAX * 2).filter(|key| lasting.take(key).is_err()).count() as u64;
        assert!(lasting.buckets.len() as u64 <= BUCKETS_MAX && refused >= BUCKETS_MAX);
    }
}
