//! What a resuming client missed, read from the journal a page at a time.

use lyceum_cluster::{AskError, Node};
use lyceum_domain::{channel::Channel, core::EntityId};

use super::{ChannelKey, wire::Wire};
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
}

impl Replay {
    pub(super) fn new(node: Node, people: People, key: ChannelKey, timeline: u64, from: u64, to: u64) -> Self {
        Self { node, people, key, timeline, at: from, to }
    }

    /// The next events, none when all were read.
    pub async fn page(&mut self) -> Result<Vec<EventFrame>, AskError> {
        let limit = usize::try_from(PAGE.min(self.to.saturating_sub(self.at))).unwrap_or_default();
        if limit == 0 {
            return Ok(Vec::new());
        }
        let channel = EntityId(self.key.channel);
        let events = self.node.events::<Channel>(self.key.organization, channel, self.at + 1, limit).await?;
        let Some((last, _)) = events.last() else {
            // The journal holds less than its owner said: nothing to wait for.
            self.at = self.to;
            return Ok(Vec::new());
        };
        self.at = *last;
        Ok(Wire::new(&self.node, &self.people, self.key, self.timeline).frames(&events).await)
    }
}
