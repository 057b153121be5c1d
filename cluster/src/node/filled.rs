//! How full the node's own queues and caches are, for whoever watches.

use super::Node;

impl Node {
    /// Commands under way at the fullest shard actor, and how many may be.
    pub fn fullest_shard(&self) -> (usize, usize) {
        self.0.router.fullest()
    }

    /// Persons whose keys are in memory, and how many may be.
    pub fn keys_remembered(&self) -> (usize, usize) {
        self.0.persons.remembered()
    }
}
