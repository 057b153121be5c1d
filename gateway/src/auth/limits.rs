//! How often: a bucket for each key (an address, an account, a person), forgotten when it is full again.

use std::{hash::Hash, num::NonZeroU32, time::Duration};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::StateInformationMiddleware,
    state::keyed::DefaultKeyedStateStore,
};

use super::Allowance;
use crate::problem::Problem;

/// One kind of limit.
pub struct Limiter<K: Hash + Eq + Clone> {
    limiter: RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock, StateInformationMiddleware>,
    burst: u32,
}

/// Keys remembered before full buckets are swept.
const KEYS_MAX: usize = 10_000;

impl<K: Hash + Eq + Clone> Limiter<K> {
    /// `burst` at once, and as many again over `period`.
    pub fn new(burst: u32, period: Duration) -> Self {
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::with_period(period / burst.get()).unwrap_or(Quota::per_second(burst)).allow_burst(burst);
        Self { limiter: RateLimiter::keyed(quota).with_middleware(), burst: burst.get() }
    }

    pub fn take(&self, key: &K) -> Result<Allowance, Problem> {
        if self.limiter.len() > KEYS_MAX {
            self.limiter.retain_recent();
        }
        match self.limiter.check_key(key) {
            Ok(state) => {
                let remaining = state.remaining_burst_capacity();
                let reset = state.quota().replenish_interval() * self.burst.saturating_sub(remaining);
                Ok(Allowance { limit: self.burst, remaining, reset })
            }
            Err(not_until) => {
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
        let limiter = Limiter::new(2, Duration::from_secs(3600));
        let remaining = |key| limiter.take(&key).map(|allowance| allowance.remaining);
        assert_eq!((remaining(1), remaining(1)), (Ok(1), Ok(0)));
        let refused = remaining(1).unwrap_err();
        assert_eq!(refused.code(), "rate_limited");
        assert_eq!(remaining(2), Ok(1));
    }
}
