//! Where, when and for whom a command is decided. All that `decide` may know beside the state.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{EntityId, OrganizationId, PersonKeys, Personal, Timestamp, UserId, ids::derive, personal::SealError};

/// What a person may be in an organization. More than one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Student,
    Mentor,
    Admin,
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// Nobody is signed in (sign-up).
    Anonymous,
    /// A signed-in person.
    User { id: UserId, roles: Vec<Role> },
    /// Another entity's effect, a reminder or an answer: trusted, came by the host.
    System,
    /// The operator's command line on the node itself.
    Operator,
}

/// Given by the host to each decision.
#[derive(Clone, Debug)]
pub struct At {
    pub now: Timestamp,
    pub organization: OrganizationId,
    pub entity: EntityId,
    /// Position that the first event of this decision will get.
    pub position: u64,
    pub actor: Actor,
    /// Stored format level of the cluster: new kinds of events wait for it.
    pub level: u32,
    /// Keys of the persons that the caller named (`Request::persons`) and of the actor.
    pub keys: PersonKeys,
    /// Keyed hash of the request id; source of [`At::id`]. A request without an id gets fresh random bytes from the host.
    pub seed: [u8; 32],
}

impl At {
    /// The `n`th id that this request makes: a retry makes the same.
    pub fn id(&self, n: u32) -> Uuid {
        derive(&self.seed, &[&n.to_le_bytes()])
    }

    /// The signed-in person, if any.
    pub fn user(&self) -> Option<UserId> {
        match &self.actor {
            Actor::User { id, .. } => Some(*id),
            _ => None,
        }
    }

    pub fn is_user(&self, user: UserId) -> bool {
        self.user() == Some(user)
    }

    /// Whether nothing happened here since `seen`, the position that a query told.
    pub fn follows(&self, seen: u64) -> bool {
        seen.checked_add(1) == Some(self.position)
    }

    /// True for system and operator too: they act with the platform's own rights.
    pub fn has(&self, role: Role) -> bool {
        match &self.actor {
            Actor::User { roles, .. } => roles.contains(&role),
            Actor::System | Actor::Operator => true,
            Actor::Anonymous => false,
        }
    }

    pub fn is_system(&self) -> bool {
        matches!(self.actor, Actor::System | Actor::Operator)
    }

    /// Seals a personal field with `person`'s key. `field` tells the fields of one decision apart.
    pub fn seal<T: Serialize>(&self, person: UserId, field: u32, value: &T) -> Result<Personal<T>, SealError> {
        self.keys.seal(person, self.entity, self.position, field, value)
    }
}
