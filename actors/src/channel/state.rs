//! What a channel's live actor holds; all of it may be forgotten.

use std::{
    collections::BTreeSet,
    sync::{Arc, Weak},
    time::Duration,
};

use lyceum_cluster::{AskError, Node, Request};
use lyceum_domain::{
    channel::{Channel, Event, Show},
    core::{EntityId, UserId},
};
use tokio::time::Instant;
use uuid::Uuid;

use super::{
    ChannelKey,
    actor::Message,
    here::Here,
    news::tell_unread,
    read::{self, Reads},
    seat::{Entered, Refusal},
    typing::Typing,
    wire::Wire,
};
use crate::{
    frames::{
        ServerFrame, Topic,
        channel::{Presence, UserRead, UserTyping},
    },
    people::People,
    registry::Registry,
    session::{self, Socket},
};

/// An empty channel's actor stays so long.
const LINGERS: Duration = Duration::from_secs(30);

pub struct State {
    node: Node,
    people: People,
    registry: Arc<Registry<ChannelKey, Message>>,
    key: ChannelKey,
    topic: String,
    timeline: u64,
    /// Last position that was published; unknown until somebody enters.
    head: Option<u64>,
    here: Here,
    typing: Typing,
    reads: Reads,
    empty_since: Option<Instant>,
    pub ticking: bool,
    well: bool,
}

impl State {
    pub fn new(node: Node, people: People, registry: Arc<Registry<ChannelKey, Message>>, key: ChannelKey, timeline: u64) -> Self {
        Self {
            node,
            people,
            registry,
            key,
            topic: key.topic(),
            timeline,
            head: None,
            here: Here::default(),
            typing: Typing::default(),
            reads: Reads::default(),
            empty_since: Some(Instant::now()),
            ticking: false,
            well: false,
        }
    }

    pub async fn enter(&mut self, seat: Uuid, user: UserId, socket: Weak<Socket>) -> Result<Entered, Refusal> {
        let head = if let Some(head) = self.head {
            head
        } else {
            // nobody told a sleeping actor whom the channel has lost since they were asked about
            let (head, members) = self.load().await?;
            if !members.contains(&user) {
                return Err(Refusal::Rejected("not_found".to_owned()));
            }
            *self.head.insert(head)
        };
        self.empty_since = None;
        if self.here.enter(seat, user, socket) {
            self.tell_presence(user, true);
        }
        Ok(Entered { timeline: self.timeline, head, online: self.here.online() })
    }

    pub fn head(&self) -> u64 {
        self.head.unwrap_or_default()
    }

    pub fn leave(&mut self, seat: Uuid) {
        if let Some(user) = self.here.leave(seat) {
            self.gone(user);
        }
    }

    pub fn dropped(&mut self, seat: Uuid, now: Instant) {
        self.here.drop(seat, now);
    }

    pub fn typing(&mut self, user: UserId, on: bool, now: Instant) {
        let tell = if on { self.typing.word(user, now) } else { self.typing.paused(user) };
        if tell {
            self.tell_typing(user, on);
        }
    }

    pub async fn read(&mut self, user: UserId, position: u64, now: Instant) {
        let position = self.head.map_or(position, |head| position.min(head));
        if !self.reads.knows(user) {
            self.reads.found(user, read::find(&self.node, self.key, user).await);
        }
        if self.reads.advance(user, position, now) {
            self.tell(&ServerFrame::Read(UserRead { channel: self.key.channel, user, position }));
        }
    }

    pub fn marker(&self, user: UserId) -> Option<u64> {
        self.reads.marker(user)
    }

    /// Publishes what is newer than the head, in order; what is missing before it is read from the journal.
    pub async fn committed(&mut self, timeline: u64, first: u64, events: Vec<Option<Event>>) {
        let Some(head) = self.head else { return };
        self.timeline = timeline;
        let next = head + 1;
        let told = (first..).zip(events).filter(|(position, _)| *position >= next).collect();
        let fresh = if first > next { self.missed(next).await.unwrap_or(told) } else { told };
        let Some((last, _)) = fresh.last() else { return };
        let frames = match Wire::new(&self.node, &self.people, self.key, self.timeline).frames(&fresh, &BTreeSet::new()).await {
            Ok(frames) => frames,
            // told with the next commit: whose key cannot be read now is not shown as erased; but who was removed goes now
            Err(error) => {
                tracing::warn!(%error, "what a channel heard cannot be shown now");
                return self.part_with_removed(&fresh);
            }
        };
        self.head = Some(*last);
        for (_, event) in &fresh {
            if let Some(Event::Posted { author, .. }) = event
                && self.typing.stopped(*author)
            {
                self.tell_typing(*author, false);
            }
        }
        for frame in frames {
            let (position, previous) = (frame.position, frame.previous);
            self.node.topics().publish(&self.topic, position, previous, ServerFrame::Event(frame).encode());
        }
        self.part_with_removed(&fresh);
    }

    /// Ends the subscriptions of those who are no members any more; told twice it is done once.
    fn part_with_removed(&self, events: &[(u64, Option<Event>)]) {
        for (_, event) in events {
            if let Some(Event::MemberRemoved { user, .. }) = event {
                let ended = session::Control::Left { topic: Topic::Channel(self.key.channel) };
                session::tell(self.node.topics(), self.key.organization, *user, &ended);
            }
        }
    }

    pub async fn tick(&mut self, now: Instant) {
        for user in self.here.gone(now) {
            self.gone(user);
        }
        for user in self.typing.ran_out(now) {
            self.tell_typing(user, false);
        }
        let due = self.reads.due(now);
        self.write(&due).await;
        for (user, _) in due {
            tell_unread(self.node.topics(), self.key.organization, self.key.channel, user);
        }
        if self.here.is_empty() {
            self.empty_since.get_or_insert(now);
        }
    }

    pub fn can_run_out(&self) -> bool {
        self.here.is_empty() || self.here.somebody_is_leaving() || !self.typing.is_empty() || self.reads.wait()
    }

    /// Leaves the registry when nobody was here for a while.
    pub fn retire(&mut self, now: Instant) -> bool {
        let idle = self.here.is_empty() && self.empty_since.is_some_and(|since| since + LINGERS <= now);
        idle && self.registry.retire(self.key)
    }

    pub async fn flush(&mut self) {
        let unwritten = self.reads.take();
        self.write(&unwritten).await;
    }

    async fn write(&self, reads: &[(UserId, u64)]) {
        if let Err(error) = read::write(&self.node, self.key, self.timeline, reads).await {
            tracing::warn!(%error, "read markers were not written");
        }
    }

    pub fn end_well(&mut self) {
        self.well = true;
    }

    /// The position and the members of now.
    async fn load(&self) -> Result<(u64, BTreeSet<UserId>), AskError> {
        let shown = self.node.ask(Request::system(self.key.organization), EntityId(self.key.channel), Show).await?;
        Ok((shown.position, shown.value.card.members))
    }

    async fn missed(&self, from: u64) -> Option<Vec<(u64, Option<Event>)>> {
        let channel = EntityId(self.key.channel);
        let found = self.node.events::<Channel>(self.key.organization, channel, from, MISSED_MAX).await;
        found.inspect_err(|error| tracing::warn!(%error, "a channel's missed events were not read")).ok()
    }

    fn gone(&mut self, user: UserId) {
        if self.typing.stopped(user) {
            self.tell_typing(user, false);
        }
        self.tell_presence(user, false);
    }

    fn tell_presence(&self, user: UserId, online: bool) {
        self.tell(&ServerFrame::Presence(Presence { channel: self.key.channel, user, online }));
    }

    fn tell_typing(&self, user: UserId, typing: bool) {
        self.tell(&ServerFrame::Typing(UserTyping { channel: self.key.channel, user, typing }));
    }

    /// What has no position and is not repeated.
    fn tell(&self, frame: &ServerFrame) {
        self.node.topics().publish(&self.topic, 0, 0, frame.encode());
    }
}

/// Events read at once where commits were not told; sessions repair the rest by themselves.
const MISSED_MAX: usize = 4096;

impl Drop for State {
    /// After a failure the sessions come back by themselves and resume.
    fn drop(&mut self) {
        if self.well {
            return;
        }
        self.registry.failed(self.key);
        for socket in self.here.sockets().filter_map(Weak::upgrade) {
            socket.news(session::Message::Repair(Topic::Channel(self.key.channel)));
        }
    }
}
