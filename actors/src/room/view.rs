//! What the live side needs to know of the room's entity.

use std::collections::{BTreeMap, BTreeSet};

use lyceum_domain::core::UserId;
use uuid::Uuid;

use crate::frames::call::Source;

/// The entity's policy as of a commit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// Position of that commit: an older view changes nothing.
    pub position: u64,
    pub host: UserId,
    /// The mentoring session that the room belongs to.
    pub session: Uuid,
    pub ended: bool,
    /// Let in, whether here or not, and what the host muted of theirs.
    pub inside: BTreeMap<UserId, BTreeSet<Source>>,
    /// Knocked, not let in yet.
    pub waiting: BTreeSet<UserId>,
}

impl View {
    pub fn is_inside(&self, user: UserId) -> bool {
        self.inside.contains_key(&user)
    }

    /// Inside or in the lobby.
    pub fn knows(&self, user: UserId) -> bool {
        self.is_inside(user) || self.waiting.contains(&user)
    }

    /// Everybody inside or in the lobby.
    pub fn all(&self) -> impl Iterator<Item = UserId> {
        self.inside.keys().chain(&self.waiting).copied()
    }

    pub fn muted(&self, user: UserId) -> impl Iterator<Item = Source> {
        self.inside.get(&user).into_iter().flatten().copied()
    }
}
