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
    /// The entity's next commit: it has to name the hash of the one before it, and the position behind it. Whatever is wrong with it, the
    /// next one has to follow it; `event` gets each of its events.
    pub fn follow(&mut self, commit: &Commit, event: &mut dyn FnMut(&[u8])) -> Result<(), String> {
        let link = self.links.entry(commit.entity).or_insert(Link { next: 1, hash: [0; 32] });
        let EntityKey { organization, kind, id } = commit.entity;
        let named = || format!("{} {id} of organization {organization}, position {}", kind.as_str(), commit.position);
        let next = Link { next: commit.position + u64::from(commit.events), hash: Envelope::hash(&commit.body) };
        let before = std::mem::replace(link, next);
        let envelope = Envelope::decode(&commit.body).map_err(|cause| format!("{}: {cause}", named()))?;
        envelope.events().flatten().for_each(event);
        if commit.position != before.next {
            return Err(format!("{}: it stands where {} should", named(), before.next));
        }
        if envelope.previous != before.hash {
            return Err(format!("{}: it does not name the hash of the commit before it", named()));
        }
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
        let mut follow = |commit: &Commit| chains.follow(commit, &mut |_| ());
        assert_eq!((follow(&first), follow(&second)), (Ok(()), Ok(())));
        let third = commit(5, Envelope::hash(&first.body));
        let said = follow(&third).unwrap_err();
        assert!(said.contains("till") && said.contains("position 5") && said.contains("hash"), "{said}");
        let lost = commit(9, [7; 32]);
        assert!(follow(&lost).unwrap_err().contains("where 7 should"));
        assert_eq!(follow(&commit(11, Envelope::hash(&lost.body))), Ok(()), "one gap is said once");
        assert_eq!(chains.entities(), 1);
    }
}
