//! File descriptors: as many as the system grants, and enough of them kept from connections for the store and for calls.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// For the log, the index, pictures, and the sockets of calls.
pub const OTHERS: u64 = 512;

/// Raises this process's soft limit to its hard one; tells what it may open then.
pub fn raise() -> u64 {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    // what may not be raised stays as it is
    let raised = current != maximum && setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }).is_ok();
    if raised { maximum } else { current }.unwrap_or(u64::MAX)
}

/// How many connections may be open: what is configured, or what is left when everything else has its share.
pub fn connections(configured: usize, limit: u64) -> usize {
    let left = limit.saturating_sub(OTHERS).max(limit / 4).max(1);
    configured.min(usize::try_from(left).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_store_keeps_its_share() {
        assert_eq!(connections(20_000, u64::MAX), 20_000);
        assert_eq!(connections(20_000, 20_512), 20_000);
        assert_eq!(connections(20_000, 1_024), 512);
        assert_eq!(connections(20_000, 400), 100);
        assert_eq!(connections(50, 400), 50);
    }
}
