//! A session's place in a call or its lobby. Dropped, the person stays for a moment, in case the session comes back.

use std::{collections::BTreeMap, sync::Arc};

use lyceum_media::MediaError;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::{Inner, RoomKey, actor::Message, core::Entered, wire};
use crate::{
    frames::{
        ErrorCode,
        call::{Connection, MediaStats, Mid, Source},
    },
    mailbox::Mailbox,
};

pub struct CallSeat {
    pub(super) inner: Arc<Inner>,
    pub(super) key: RoomKey,
    pub(super) seat: Uuid,
    pub(super) mailbox: Mailbox<Message>,
    pub entered: Entered,
    pub(super) left: bool,
}

impl CallSeat {
    /// The answer to an offer. Media that does not know the person any more (a long silence) takes them in again.
    pub async fn offer(&self, connection: Connection, sdp: String, sources: BTreeMap<Mid, Source>) -> Result<String, ErrorCode> {
        let user = self.ask(|reply| Message::Current { seat: self.seat, reply }).await??;
        let sources = wire::sources(sources);
        let (media, connection) = (&self.inner.media, wire::connection(connection));
        let mut answer = media.offer(self.key.room, user.0, connection, sdp.clone(), sources.clone()).await;
        if answer == Err(MediaError::NotJoined) {
            self.ask(|reply| Message::Rejoin { seat: self.seat, reply }).await?;
            answer = media.offer(self.key.room, user.0, connection, sdp, sources).await;
        }
        answer.map_err(|error| wire::refusal(&error))
    }

    /// What has crossed the person's connections.
    pub async fn stats(&self) -> Result<MediaStats, ErrorCode> {
        let user = self.ask(|reply| Message::Current { seat: self.seat, reply }).await??;
        let counted = self.inner.media.stats(self.key.room, user.0).await;
        counted.map(wire::stats).map_err(|error| wire::refusal(&error))
    }

    /// The person silences or opens a source of their own.
    pub fn mute(&self, source: Source, muted: bool) -> Result<(), ErrorCode> {
        self.mailbox.tell(Message::Mute { seat: self.seat, source, muted }).map_err(|_| ErrorCode::BUSY)
    }

    /// Leaves for good, at once.
    pub fn leave(mut self) {
        self.left = true;
        self.mailbox.tell(Message::Leave { seat: self.seat }).ok();
    }

    async fn ask<T>(&self, message: impl FnOnce(oneshot::Sender<T>) -> Message) -> Result<T, ErrorCode> {
        let (reply, answer) = oneshot::channel();
        self.mailbox.tell(message(reply)).map_err(|_| ErrorCode::BUSY)?;
        answer.await.map_err(|_| ErrorCode::NOT_IN_CALL)
    }
}

impl Drop for CallSeat {
    fn drop(&mut self) {
        if !self.left {
            self.mailbox.tell(Message::Dropped { seat: self.seat }).ok();
        }
    }
}
