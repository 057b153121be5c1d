//! A topic as a mentor names it. What people write is theirs: names are sealed, and a topic is known by a keyed hash of its name.

use serde::{Deserialize, Serialize};

use super::{early_id, folded};
use crate::core::{EntityId, OrganizationId, Personal, Words};

/// Which topic, and how the mentor writes it. Early events hold the name alone, in the open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Topic {
    Named { id: EntityId, name: Personal<String> },
    Open(String),
}

/// A topic as somebody typed it, with its [`super::entity_id`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    pub id: EntityId,
    pub name: String,
}

impl Topic {
    pub fn entity(&self, organization: OrganizationId) -> EntityId {
        match self {
            Self::Named { id, .. } => *id,
            Self::Open(name) => early_id(organization, name),
        }
    }

    pub fn name(&self) -> Words {
        match self {
            Self::Named { name, .. } => Words::Sealed(name.clone()),
            Self::Open(name) => Words::Open(name.clone()),
        }
    }

    /// What tells it from others in a key.
    pub fn token(&self) -> Vec<u8> {
        match self {
            Self::Named { id, .. } => id.0.as_bytes().to_vec(),
            Self::Open(name) => folded(name).into_bytes(),
        }
    }
}

#[cfg(test)]
impl From<&str> for Topic {
    fn from(name: &str) -> Self {
        Self::Open(name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::testing::*;

    #[test]
    fn both_forms_are_read_back() {
        let named = Topic::Named { id: EntityId(id(9)), name: sealed(MENTOR, 1, 0, "Physics") };
        for topic in [named, Topic::from("Physics")] {
            let mut bytes = Vec::new();
            ciborium::into_writer(&topic, &mut bytes).unwrap();
            assert_eq!(ciborium::from_reader::<Topic, _>(&bytes[..]).unwrap(), topic);
        }
    }
}
