//! An entity's past, as operators look at it: read from the journal, no owner is asked and nothing is changed.

use bytes::Bytes;
use lyceum_domain::core::{Actor, EntityId, OrganizationId};
use lyceum_storage::{EntityKey, Head, Kind};

use super::Node;
use crate::{
    AskError,
    host::{book::Folded, envelope::Envelope},
    kinds::{Cell, Subject, decode},
};

/// Commits read at a time.
const COMMITS_AT_ONCE: usize = 64;

/// One committed position.
#[derive(Clone, Debug)]
pub struct PastEvent {
    pub position: u64,
    pub at_ms: i64,
    pub epoch: u64,
    pub timeline: u32,
    pub command: String,
    pub actor: Actor,
    /// CBOR; `None` is the host's own note.
    pub event: Option<Bytes>,
}

/// A state as it was behind a position.
#[derive(Clone, Debug)]
pub struct PastState {
    /// CBOR.
    pub state: Bytes,
    /// When, and under which epoch, that position was committed; `None` where a snapshot holds it.
    pub committed: Option<(i64, u64)>,
}

impl Node {
    /// Names of the kinds that are served, in order.
    pub fn kinds(&self) -> Vec<String> {
        self.0.kinds.names()
    }

    pub fn kind(&self, name: &str) -> Option<Kind> {
        self.0.kinds.named(name)
    }

    /// Where an entity stands; [`Head::NEW`] for one never heard of.
    pub async fn head(&self, entity: &EntityKey) -> Result<Head, AskError> {
        Ok(self.store().journal.head(entity).await?)
    }

    /// What was committed at positions ≥ `from`, at most `limit` of them.
    pub async fn history(&self, entity: &EntityKey, from: u64, limit: usize) -> Result<Vec<PastEvent>, AskError> {
        let mut found = Vec::new();
        let mut next = from.max(1);
        while found.len() < limit {
            let commits = self.store().journal.read(entity, next, COMMITS_AT_ONCE.min(limit - found.len())).await?;
            let Some(last) = commits.last() else { break };
            let end = last.position + u64::from(last.events);
            for commit in &commits {
                let Envelope { timeline, epoch, at_ms, entries, .. } = envelope(commit.position, &commit.body)?;
                let mut position = commit.position;
                for entry in entries {
                    for event in entry.events {
                        if position >= next && found.len() < limit {
                            let (command, actor) = (entry.command.clone(), entry.actor.clone());
                            let event = event.map(|bytes| Bytes::from(bytes.into_vec()));
                            found.push(PastEvent { position, at_ms, epoch, timeline, command, actor, event });
                        }
                        position += 1;
                    }
                }
            }
            next = end;
        }
        Ok(found)
    }

    /// The state that the events up to `position` make; from a snapshot on where one is before that.
    pub async fn state_at(&self, entity: &EntityKey, position: u64) -> Result<PastState, AskError> {
        let unknown = || AskError::unavailable(format!("no kind {:?} here", entity.kind));
        let kind = self.0.kinds.get(entity.kind).ok_or_else(unknown)?;
        let snapshot = self.store().placement.snapshot(entity).await?.filter(|snapshot| snapshot.position <= position);
        let restored = snapshot.and_then(|snapshot| {
            let folded: Folded = decode(&snapshot.body).ok()?;
            Some((snapshot.position, kind.restore(snapshot.state, &folded.state)?))
        });
        let (start, cell) = restored.unwrap_or_else(|| (0, kind.empty()));
        let mut fold = Fold { entity: *entity, cell, next: start + 1, committed: None };
        while fold.next <= position {
            let commits = self.store().journal.read(entity, fold.next, COMMITS_AT_ONCE).await?;
            if commits.is_empty() {
                return Err(AskError::unavailable(format!("the journal ends before position {}", fold.next)));
            }
            for commit in commits.iter().take_while(|commit| commit.position <= position) {
                fold.commit(&envelope(commit.position, &commit.body)?, position)?;
            }
            tokio::task::yield_now().await;
        }
        let state = fold.cell.state().map_err(|cause| broken(position, &cause))?;
        Ok(PastState { state: state.into(), committed: fold.committed })
    }
}

struct Fold {
    entity: EntityKey,
    cell: Box<dyn Cell>,
    next: u64,
    committed: Option<(i64, u64)>,
}

impl Fold {
    fn commit(&mut self, envelope: &Envelope, up_to: u64) -> Result<(), AskError> {
        for event in envelope.events() {
            if self.next > up_to {
                return Ok(());
            }
            let (organization, entity) = (OrganizationId(self.entity.organization), EntityId(self.entity.id));
            let of = Subject { organization, entity, position: self.next };
            if let Some(event) = event {
                self.cell.replay(of, event).map_err(|cause| broken(self.next, &cause))?;
            }
            self.next += 1;
            self.committed = Some((envelope.at_ms, envelope.epoch));
        }
        Ok(())
    }
}

fn envelope(position: u64, body: &[u8]) -> Result<Envelope, AskError> {
    Envelope::decode(body).map_err(|cause| broken(position, &cause))
}

fn broken(position: u64, cause: &str) -> AskError {
    AskError::unavailable(format!("position {position} cannot be read: {cause}"))
}
