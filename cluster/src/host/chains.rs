//! The hash chain of every entity's commits, followed over a whole log.

use std::collections::HashMap;

use lyceum_storage::{Commit, EntityKey};

use super::envelope::Envelope;

/// About 100 bytes an entity.
#[derive(Debug, Default)]
pub struct Chains {
    links: HashMap<EntityKey, Link>,
}

#[derive(Debug)]
struct Link {
    next: u64,
    hash: [u8; 32],
}

impl Chains {
    /// The entity's next commit: it has to name the hash of the one before it, and the position behind it.
    pub fn follow(&mut self, commit: &Commit) -> Result<(), String> {
        let link = self.links.entry(commit.entity).or_insert(Link { next: 1, hash: [0; 32] });
        let EntityKey { organization, kind, id } = commit.entity;
        let named = || format!("{} {id} of organization {organization}, position {}", kind.as_str(), commit.position);
        if commit.position != link.next {
            return Err(format!("{}: it stands where {} should", named(), link.next));
        }
        let envelope = Envelope::decode(&commit.body).map_err(|cause| format!("{}: {cause}", named()))?;
        if envelope.previous != link.hash {
            return Err(format!("{}: it does not name the hash of the commit before it", named()));
        }
        *link = Link { next: commit.position + u64::from(commit.events), hash: Envelope::hash(&commit.body) };
        Ok(())
    }

    pub fn entities(&self) -> usize {
        self.links.len()
    }
}

#[cfg(test)]
mod tests {
    use lyceum_storage::Kind;
    use uuid::Uuid;

    use super::*;

    fn commit(position: u64, previous: [u8; 32]) -> Commit {
        let entity = EntityKey { organization: Uuid::nil(), kind: Kind::new("till"), id: Uuid::from_u128(1) };
        let attempt = Uuid::from_u128(u128::from(position));
        let body = Envelope::new(1, 1, attempt, previous, 5).encode().into();
        Commit { entity, position, events: 2, epoch: 1, attempt, body }
    }

    #[test]
    fn each_commit_has_to_name_the_one_before_it() {
        let first = commit(1, [0; 32]);
        let second = commit(3, Envelope::hash(&first.body));
        let mut chains = Chains::default();
        assert_eq!((chains.follow(&first), chains.follow(&second), chains.entities()), (Ok(()), Ok(()), 1));
        let said = chains.follow(&commit(5, Envelope::hash(&first.body))).unwrap_err();
        assert!(said.contains("till") && said.contains("position 5") && said.contains("hash"), "{said}");
        assert!(chains.follow(&commit(4, Envelope::hash(&second.body))).unwrap_err().contains("where 5 should"));
    }
}
