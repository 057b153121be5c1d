//! The live side of a channel: who listens, who is here, who writes, who has read how far. Its messages are the entity's.

mod actor;
mod here;
mod news;
mod read;
mod replay;
mod seat;
mod state;
mod typing;
mod wire;

use std::{sync::Arc, time::Duration};

use lyceum_cluster::{LiveCommit, Node};
use lyceum_domain::{
    channel::{Channel, Event},
    core::{OrganizationId, UserId},
};
use lyceum_storage::StoreError;
use ractor::ActorCell;
use uuid::Uuid;

use crate::{
    people::People,
    registry::Registry,
    session::{Identity, Socket},
};
use actor::Message;
use news::{News, tell_unread};

#[cfg(test)]
pub(crate) use news::PAUSE;
pub use read::{READS, ReadRow};
pub use replay::{RESUME_MAX, Replay};
pub use seat::{Refusal, Seat};

/// How long a subscriber waits for its channel.
const ENTER_MAX: Duration = Duration::from_secs(3);

/// A channel of an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ChannelKey {
    pub organization: OrganizationId,
    pub channel: Uuid,
}

impl ChannelKey {
    /// Its name in the node's hub.
    pub fn topic(&self) -> String {
        format!("channel:{}:{}", self.organization, self.channel)
    }
}

/// All channels that are awake on this node; cheap to clone.
#[derive(Clone)]
pub struct Channels(Arc<Inner>);

struct Inner {
    node: Node,
    people: People,
    supervisor: ActorCell,
    registry: Arc<Registry<ChannelKey, Message>>,
    news: News,
    timeline: u64,
}

impl Channels {
    pub(crate) fn new(node: Node, people: People, supervisor: ActorCell, timeline: u64) -> Self {
        Self(Arc::new(Inner { node, people, supervisor, registry: Arc::default(), news: News::default(), timeline }))
    }

    /// Takes a seat for a socket's session: asks the entity whether the person may read, then enters at the live actor.
    pub(crate) async fn enter(&self, who: &Identity, channel: Uuid, socket: &Arc<Socket>) -> Result<Seat, Refusal> {
        seat::may_read(&self.0.node, who, channel).await?;
        self.take_seat(who, channel, socket).await
    }

    /// The second half of [`Channels::enter`]: whoever was removed between the two gets no seat either.
    pub(crate) async fn take_seat(&self, who: &Identity, channel: Uuid, socket: &Arc<Socket>) -> Result<Seat, Refusal> {
        let key = ChannelKey { organization: who.organization, channel };
        let entering = async {
            let mailbox = self.0.registry.wake_in_time(key, |places| self.spawn(key, places)).await;
            seat::enter(mailbox.ok_or(Refusal::Unavailable)?, key, who.user, socket).await
        };
        tokio::time::timeout(ENTER_MAX, entering).await.unwrap_or(Err(Refusal::Unavailable))
    }

    /// Notes how far a person has read, durably: for the HTTP operation. Only grows; a member's right is the caller's to check.
    pub async fn mark_read(
        &self,
        organization: OrganizationId,
        channel: Uuid,
        user: UserId,
        position: u64,
    ) -> Result<(), StoreError> {
        let key = ChannelKey { organization, channel };
        read::write(&self.0.node, key, self.0.timeline, &[(user, position)]).await?;
        self.0.node.store().placement.sync().await?;
        if let Some(mailbox) = self.0.registry.awake(key) {
            mailbox.tell(Message::Read { user, position }).ok();
        }
        tell_unread(self.0.node.topics(), organization, channel, user);
        Ok(())
    }

    /// How far a person has read; 0 for not at all. A channel that is awake knows it before the row does.
    pub async fn read_marker(&self, organization: OrganizationId, channel: Uuid, user: UserId) -> u64 {
        let key = ChannelKey { organization, channel };
        let known = match self.0.registry.awake(key) {
            Some(mailbox) => seat::read_marker(&mailbox, user).await,
            None => None,
        };
        match known {
            Some(position) => position,
            None => read::find(&self.0.node, key, user).await,
        }
    }

    /// What happened in the channel from `from` to `to`, as frames.
    pub(crate) fn replay(&self, key: ChannelKey, timeline: u64, from: u64, to: u64) -> Replay {
        Replay::new(self.0.node.clone(), self.0.people.clone(), key, timeline, from, to)
    }

    /// A commit of the entity, told by the host: must not block.
    pub(crate) fn committed(&self, commit: &LiveCommit<'_, Channel>) {
        let key = ChannelKey { organization: commit.organization, channel: commit.entity.0 };
        if commit.events.iter().flatten().any(|event| matches!(event, Event::Posted { .. })) {
            self.0.news.posted(self.0.node.topics(), key, commit.state.members());
        }
        if let Some(mailbox) = self.0.registry.awake(key) {
            let (timeline, first, events) = (commit.timeline, commit.first, commit.events.to_vec());
            // One that cannot take it finds the gap at the next commit and reads it from the journal.
            mailbox.tell(Message::Committed { timeline: timeline.into(), first, events }).ok();
        }
    }

    /// Messages at the fullest live channel.
    pub(crate) fn fullest(&self) -> usize {
        self.0.registry.fullest()
    }

    /// Writes what is only in memory, for a node that stops.
    pub(crate) async fn flush(&self) {
        for mailbox in self.0.registry.those(|_| true) {
            mailbox.actor.stop_and_wait(None, Some(Duration::from_secs(1))).await.ok();
        }
    }

    fn spawn(
        &self,
        key: ChannelKey,
        places: crate::mailbox::Places,
    ) -> Option<ractor::ActorRef<crate::mailbox::Envelope<Message>>> {
        actor::spawn(&self.0, key, places)
    }

    #[cfg(test)]
    pub(crate) fn fail(&self, key: ChannelKey) {
        if let Some(mailbox) = self.0.registry.awake(key) {
            mailbox.tell(Message::Panic).ok();
        }
    }
}
