//! How often: a bucket for each key (an address, an account, a person), forgotten when it is full again.

use std::{hash::Hash, num::NonZeroU32, time::Duration};

use governor::{
    DefaultKeyedRateLimiter, Quota,
    clock::{Clock, DefaultClock},
};

use crate::problem::Problem;

/// One kind of limit.
pub struct Limiter<K: Hash + Eq + Clone> {
    limiter: DefaultKeyedRateLimiter<K>,
    burst: u32,
}

/// Keys remembered before full buckets are swept.
const KEYS_MAX: usize = 10_000;

/// What the client may know about a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    pub limit: u32,
    pub reset: Duration,
}

impl<K: Hash + Eq + Clone> Limiter<K> {
    /// `burst` at once, and as many again over `period`.
    pub fn new(burst: u32, period: Duration) -> Self {
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::with_period(period / burst.get()).unwrap_or(Quota::per_second(burst)).allow_burst(burst);
        Self { limiter: DefaultKeyedRateLimiter::keyed(quota), burst: burst.get() }
    }

    pub fn take(&self, key: &K) -> Result<(), Problem> {
        if self.limiter.len() > KEYS_MAX {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(key).map_err(|not_until| {
            let reset = not_until.wait_time_from(DefaultClock::default().now());
            Problem::new("rate_limited", "too many requests; wait as long as `Retry-After` says")
                .limited(Allowance { limit: self.burst, reset })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_its_own_bucket() {
        let limiter = Limiter::new(2, Duration::from_secs(3600));
        assert_eq!((limiter.take(&1), limiter.take(&1)), (Ok(()), Ok(())));
        let refused = limiter.take(&1).unwrap_err();
        assert_eq!(refused.code(), "rate_limited");
        assert_eq!(limiter.take(&2), Ok(()));
    }
}
