//! A session's place in a channel. Dropped, the person stays for a moment, in case the session comes back.

use std::{borrow::Cow, sync::Arc};

use lyceum_cluster::{AskError, Node, Request};
use lyceum_domain::{
    channel::Show,
    core::{EntityId, UserId},
};
use uuid::Uuid;

use super::{ChannelKey, ENTER_MAX, actor::Message};
use crate::{
    frames::ErrorCode,
    mailbox::Mailbox,
    session::{Identity, Socket},
};

/// Why there is no seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The entity's own code.
    Rejected(String),
    Unavailable,
}

impl Refusal {
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Rejected(code) => ErrorCode(Cow::Owned(code.clone())),
            Self::Unavailable => ErrorCode::UNAVAILABLE,
        }
    }
}

impl From<AskError> for Refusal {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Rejected { code, .. } => Self::Rejected(code),
            _ => Self::Unavailable,
        }
    }
}

/// Where the channel stood when the seat was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entered {
    pub timeline: u64,
    /// Everything after it comes live.
    pub head: u64,
    pub online: Vec<UserId>,
}

pub struct Seat {
    pub key: ChannelKey,
    pub entered: Entered,
    user: UserId,
    id: Uuid,
    mailbox: Mailbox<Message>,
    /// Given up in word already.
    left: bool,
}

impl Seat {
    /// The person writes. A channel with too much to do misses the word.
    pub fn typing(&self, on: bool) {
        self.mailbox.tell(Message::Typing { user: self.user, on }).ok();
    }

    /// The person has read up to `position`. A channel with too much to do misses the word; the next one holds more.
    pub fn read(&self, position: u64) {
        self.mailbox.tell(Message::Read { user: self.user, position }).ok();
    }

    /// Where the channel stands now.
    pub async fn head(&self) -> Option<u64> {
        let (reply, head) = tokio::sync::oneshot::channel();
        self.mailbox.tell(Message::Head { reply }).ok()?;
        head.await.ok()
    }

    /// Leaves for good, at once.
    pub fn leave(mut self) {
        self.left = true;
        self.mailbox.tell(Message::Leave { seat: self.id }).ok();
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if !self.left {
            self.mailbox.tell(Message::Dropped { seat: self.id }).ok();
        }
    }
}

pub async fn read_marker(mailbox: &Mailbox<Message>, user: UserId) -> Option<u64> {
    let (reply, marker) = tokio::sync::oneshot::channel();
    mailbox.tell(Message::Marker { user, reply }).ok()?;
    tokio::time::timeout(ENTER_MAX, marker).await.ok()?.ok()?
}

pub async fn may_read(node: &Node, who: &Identity, channel: Uuid) -> Result<(), Refusal> {
    node.ask(Request::new(who.organization, who.actor()), EntityId(channel), Show).await?;
    Ok(())
}

pub async fn enter(mailbox: Mailbox<Message>, key: ChannelKey, user: UserId, socket: &Arc<Socket>) -> Result<Seat, Refusal> {
    let (reply, entered) = tokio::sync::oneshot::channel();
    let (seat, socket) = (Uuid::new_v4(), Arc::downgrade(socket));
    let enter = Message::Enter { seat, user, socket, reply };
    mailbox.tell(enter).map_err(|_| Refusal::Unavailable)?;
    let entered = entered.await.map_err(|_| Refusal::Unavailable)??;
    Ok(Seat { key, entered, user, id: seat, mailbox, left: false })
}
