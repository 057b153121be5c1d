//! Commits: appended through the committer, read by walking back from an anchor or the head.

use std::{collections::VecDeque, ops::Bound, sync::Arc};

use async_trait::async_trait;
use bytes::Bytes;

use super::{CLOSED, Embedded, FULL};
use crate::{
    AppendError, AppendSink, Appended, Commit, EntityKey, Head, Journal, StoreError,
    index::{Space, heads::Stand, overlay::Span, state::anchor_key},
    log::{
        entry::{COMMIT, StoredCommit, read_commit},
        queue::Item,
    },
};

#[async_trait]
impl Journal for Embedded {
    fn submit(&self, commits: Vec<Commit>, sink: Arc<dyn AppendSink>) {
        if commits.is_empty() {
            return;
        }
        if let Err(Item::Append { commits, sink }) = self.queue.push(Item::Append { commits, sink }) {
            let closed = self.queue.is_closed();
            let why = || if closed { AppendError::Unavailable(CLOSED.into()) } else { AppendError::Busy(FULL.into()) };
            let refused = |commit: Commit| Appended { entity: commit.entity, attempt: commit.attempt, outcome: Err(why()) };
            sink.appended(commits.into_iter().map(refused).collect());
        }
    }

    async fn head(&self, entity: &EntityKey) -> Result<Head, StoreError> {
        Ok(self.state.heads.load(entity)?.head)
    }

    async fn read(&self, entity: &EntityKey, from: u64, limit: usize) -> Result<Vec<Commit>, StoreError> {
        let stand = self.state.heads.load(entity)?;
        let mut commits = Vec::new();
        let mut from = from.max(1);
        while commits.len() < limit && from < stand.head.next && stand.last > 0 {
            let part = self.part(entity, &stand, from, limit - commits.len())?;
            let Some(last) = part.last() else { break };
            from = last.position + u64::from(last.events);
            commits.extend(part);
        }
        Ok(commits)
    }

    async fn fence(&self, entity: &EntityKey, epoch: u64) -> Result<Head, StoreError> {
        self.ask(|reply| Item::Fence { entity: *entity, epoch, reply }).await
    }

    async fn entities(&self, after: Option<EntityKey>, limit: usize) -> Result<Vec<EntityKey>, StoreError> {
        self.state.heads.entities(after.as_ref(), limit)
    }
}

impl Embedded {
    /// Commits from `from` on, from the first anchor behind what is wanted backwards; at least one.
    fn part(&self, entity: &EntityKey, stand: &Stand, from: u64, limit: usize) -> Result<Vec<Commit>, StoreError> {
        let mut at = self.anchor(entity, stand, from, limit)?;
        let mut found = VecDeque::new();
        while at != 0 {
            let StoredCommit { commit, before, .. } = self.commit_at(entity, at)?;
            let begins = commit.position;
            if begins + u64::from(commit.events) > from {
                found.push_front(commit);
                // only the first `limit` of them are wanted
                found.truncate(limit);
            }
            if begins <= from {
                break;
            }
            at = before;
        }
        match found.front() {
            Some(first) if first.position > from => {
                Err(StoreError::Corrupt(format!("{entity:?}: the commit before position {} is missing", first.position)))
            }
            _ => Ok(found.into()),
        }
    }

    fn anchor(&self, entity: &EntityKey, stand: &Stand, from: u64, limit: usize) -> Result<u64, StoreError> {
        let behind = from.saturating_add(limit as u64);
        if behind >= stand.head.next {
            return Ok(stand.last);
        }
        let span = Span {
            lower: Bound::Included(Bytes::from(anchor_key(entity, behind))),
            upper: Bound::Excluded(Bytes::from(anchor_key(entity, stand.head.next))),
        };
        let anchors = self.state.behind.scan(Space::Anchors, span, false, 1, |_| true)?;
        let place = anchors.first().and_then(|(_, v)| Some(u64::from_be_bytes(v[..].try_into().ok()?)));
        Ok(place.unwrap_or(stand.last))
    }

    fn commit_at(&self, entity: &EntityKey, at: u64) -> Result<StoredCommit, StoreError> {
        self.reader.record(at, |record| {
            let stored = (record.kind == COMMIT).then(|| read_commit(record.body)).flatten()?;
            (stored.commit.entity == *entity).then_some(stored)
        })
    }
}
