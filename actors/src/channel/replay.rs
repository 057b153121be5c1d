//! What a resuming client missed, read from the journal a page at a time.

use std::collections::BTreeSet;

use lyceum_cluster::{AskError, Node};
use lyceum_domain::{
    channel::{Channel, Event},
    core::EntityId,
};

use super::{
    ChannelKey,
    wire::{Wire, deleted},
};
use crate::{frames::topics::EventFrame, people::People};

/// Events that are replayed; who missed more fetches the history's pages instead.
pub const RESUME_MAX: u64 = 500;
/// Events read at a time.
const PAGE: u64 = 100;

/// Pages of events behind a position.
pub struct Replay {
    node: Node,
    people: People,
    key: ChannelKey,
    timeline: u64,
    /// Last position that was read.
    at: u64,
    to: u64,
    /// What any of the pages deletes; known once it was looked for.
    deleted: Option<BTreeSet<u64>>,
}

impl Replay {
    pub(super) fn new(node: Node, people: People, key: ChannelKey, timeline: u64, from: u64, to: u64) -> Self {
        Self { node, people, key, timeline, at: from, to, deleted: None }
    }

    /// The next events, none when all were read.
    pub async fn page(&mut self) -> Result<Vec<EventFrame>, AskError> {
        if self.deleted.is_none() {
            self.deleted = Some(self.deleted_later().await?);
        }
        let events = self.events(self.at).await?;
        let Some((last, _)) = events.last() else {
            // The journal holds less than its owner said: nothing to wait for.
            self.at = self.to;
            return Ok(Vec::new());
        };
        self.at = *last;
        let deleted = self.deleted.as_ref().unwrap_or(const { &BTreeSet::new() });
        Wire::new(&self.node, &self.people, self.key, self.timeline).frames(&events, deleted).await
    }

    /// A page's words must not be shown that a later page deletes: all but the first are read twice.
    async fn deleted_later(&self) -> Result<BTreeSet<u64>, AskError> {
        let (mut found, mut at) = (BTreeSet::new(), self.at + PAGE);
        while at < self.to {
            let events = self.events(at).await?;
            found.append(&mut deleted(&events));
            let Some((last, _)) = events.last() else { break };
            at = *last;
        }
        Ok(found)
    }

    /// The page behind a position.
    async fn events(&self, at: u64) -> Result<Vec<(u64, Option<Event>)>, AskError> {
        let limit = usize::try_from(PAGE.min(self.to.saturating_sub(at))).unwrap_or_default();
        if limit == 0 {
            return Ok(Vec::new());
        }
        self.node.events::<Channel>(self.key.organization, EntityId(self.key.channel), at + 1, limit).await
    }
}
