//! What a kind's live actors see of its commits.

use lyceum_domain::core::{Entity, EntityId, OrganizationId};

/// Watches the commits of one kind, in order for each entity.
pub trait Live<E: Entity>: Send + Sync {
    /// Called once the commit is durable and its rows can be read (which is waited for as long as a reply does, not longer), before the
    /// reply leaves, on the shard's own thread of work: must not block.
    /// A commit is shown at most once; what was missed (a crash) subscribers repair by position.
    fn committed(&self, commit: &LiveCommit<'_, E>);
}

/// One durable commit.
#[derive(Debug)]
pub struct LiveCommit<'a, E: Entity> {
    pub organization: OrganizationId,
    pub entity: EntityId,
    pub timeline: u32,
    /// Position of `events[0]`.
    pub first: u64,
    /// `None` is the host's own note: no event of the noun, still a position.
    pub events: &'a [Option<E::Event>],
    /// After all of `events`.
    pub state: &'a E,
}
