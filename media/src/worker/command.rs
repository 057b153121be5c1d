use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, TrySendError};
use std::time::Duration;

use tokio::sync::oneshot;
use uuid::Uuid;

use crate::{Connection, Events, MediaError, Source};

/// Commands a worker may have waiting. It takes them all every few milliseconds, so a full queue
/// means a stalled worker, and callers are told at once.
pub(super) const QUEUED_MAX: usize = 1_024;

const RETRY_AFTER: Duration = Duration::from_millis(200);

pub(crate) enum Command {
    Join {
        room: Uuid,
        participant: Uuid,
        events: Events,
    },
    Offer {
        room: Uuid,
        participant: Uuid,
        connection: Connection,
        sdp: String,
        sources: BTreeMap<String, Source>,
        answer: oneshot::Sender<Result<String, MediaError>>,
    },
    Mute {
        room: Uuid,
        participant: Uuid,
        source: Source,
        muted: bool,
    },
    Leave {
        room: Uuid,
        participant: Uuid,
    },
    Shutdown {
        done: oneshot::Sender<()>,
    },
}

/// The way to one worker.
#[derive(Clone)]
pub(crate) struct Handle {
    pub(super) queue: SyncSender<Command>,
    pub(super) waker: Arc<mio::Waker>,
}

impl Handle {
    pub(crate) fn send(&self, command: Command) -> Result<(), MediaError> {
        self.queue.try_send(command).map_err(|error| match error {
            TrySendError::Full(_) => MediaError::Busy { retry_after: RETRY_AFTER },
            TrySendError::Disconnected(_) => MediaError::Stopped,
        })?;
        self.waker.wake().map_err(|_| MediaError::Stopped)
    }

    pub(crate) async fn shutdown(&self) {
        let (done, ended) = oneshot::channel();
        let mut command = Command::Shutdown { done };
        while let Err(error) = self.queue.try_send(command) {
            match error {
                TrySendError::Full(back) => command = back,
                TrySendError::Disconnected(_) => return,
            }
            tokio::time::sleep(RETRY_AFTER).await;
        }
        if self.waker.wake().is_ok() {
            ended.await.ok();
        }
    }
}
