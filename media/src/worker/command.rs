use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, TrySendError, sync_channel};
use std::time::Duration;

use tokio::sync::oneshot;
use uuid::Uuid;

use crate::{Connection, Events, MediaError, Source, Stats};

/// Commands a worker may have waiting; whoever brings one more is told at once to come again.
pub(crate) const QUEUED_MAX: usize = 1_024;
/// Places beyond, for what takes from somebody what they have: nobody's crowd of joins and offers keeps another in a call.
const TAKING_MAX: usize = 1_024;

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
    Stats {
        room: Uuid,
        participant: Uuid,
        answer: oneshot::Sender<Result<Stats, MediaError>>,
    },
    Leave {
        room: Uuid,
        participant: Uuid,
    },
    Shutdown {
        done: oneshot::Sender<()>,
    },
}

impl Command {
    const fn takes(&self) -> bool {
        matches!(self, Self::Leave { .. } | Self::Mute { .. } | Self::Shutdown { .. })
    }
}

/// The way to one worker.
#[derive(Clone)]
pub(crate) struct Handle {
    queue: Queue,
    waker: Arc<mio::Waker>,
    /// Connections of participants over TCP, and of others: the fuller of both.
    tcp: Arc<AtomicUsize>,
}

/// What waits for a worker, counted.
#[derive(Clone)]
struct Queue {
    commands: SyncSender<Command>,
    waiting: Arc<AtomicUsize>,
}

/// The worker's end of its queue.
pub(super) struct Commands {
    commands: Receiver<Command>,
    waiting: Arc<AtomicUsize>,
}

impl Queue {
    fn push(&self, command: Command) -> Result<(), TrySendError<Command>> {
        // before the worker can take it, and count it off
        let waiting = self.waiting.fetch_add(1, Ordering::Relaxed);
        let sent = if waiting >= QUEUED_MAX && !command.takes() {
            Err(TrySendError::Full(command))
        } else {
            self.commands.try_send(command)
        };
        sent.inspect_err(|_| {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
        })
    }
}

impl Commands {
    pub(super) fn take(&self) -> Result<Command, TryRecvError> {
        self.commands.try_recv().inspect(|_| {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
        })
    }
}

impl Handle {
    pub(super) fn new(waker: Arc<mio::Waker>, tcp: Arc<AtomicUsize>) -> (Self, Commands) {
        let (sender, commands) = sync_channel(QUEUED_MAX + TAKING_MAX);
        let waiting = Arc::<AtomicUsize>::default();
        (Self { queue: Queue { commands: sender, waiting: waiting.clone() }, waker, tcp }, Commands { commands, waiting })
    }

    /// Places over TCP that are taken.
    pub(crate) fn tcp_taken(&self) -> usize {
        self.tcp.load(Ordering::Relaxed)
    }

    /// Commands that wait.
    pub(crate) fn waiting(&self) -> usize {
        self.queue.waiting.load(Ordering::Relaxed).min(QUEUED_MAX)
    }

    pub(crate) fn send(&self, command: Command) -> Result<(), MediaError> {
        self.queue.push(command).map_err(|error| match error {
            TrySendError::Full(_) => MediaError::Busy { retry_after: RETRY_AFTER },
            TrySendError::Disconnected(_) => MediaError::Stopped,
        })?;
        self.waker.wake().map_err(|_| MediaError::Stopped)
    }

    pub(crate) async fn shutdown(&self) {
        let (done, ended) = oneshot::channel();
        let mut command = Command::Shutdown { done };
        while let Err(error) = self.queue.push(command) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn handle() -> (Handle, Commands, mio::Poll) {
        let poll = mio::Poll::new().expect("a poll");
        let waker = mio::Waker::new(poll.registry(), super::super::run::WAKER).expect("a waker");
        let (handle, commands) = Handle::new(Arc::new(waker), Arc::default());
        (handle, commands, poll)
    }

    fn join() -> Command {
        Command::Join { room: Uuid::nil(), participant: Uuid::nil(), events: Arc::new(|_| ()) }
    }

    #[test]
    fn what_waits_is_counted_until_it_is_taken_and_what_is_refused_is_not() {
        let (handle, commands, _poll) = handle();
        for _ in 0..QUEUED_MAX {
            handle.send(join()).expect("there is room");
        }
        assert!(matches!(handle.send(join()), Err(MediaError::Busy { .. })));
        assert_eq!(handle.waiting(), QUEUED_MAX);
        commands.take().expect("one waits");
        assert_eq!(handle.waiting(), QUEUED_MAX - 1);
    }

    #[test]
    fn who_is_taken_out_or_muted_is_so_however_many_want_in() {
        let (handle, commands, _poll) = handle();
        while handle.send(join()).is_ok() {}
        let (room, participant) = (Uuid::nil(), Uuid::nil());
        for _ in 0..TAKING_MAX / 2 {
            handle.send(Command::Leave { room, participant }).expect("there is room");
            handle.send(Command::Mute { room, participant, source: Source::Microphone, muted: true }).expect("there is room");
        }
        assert!(matches!(handle.send(Command::Leave { room, participant }), Err(MediaError::Busy { .. })), "bounded");
        commands.take().expect("a join waits");
        assert!(matches!(handle.send(join()), Err(MediaError::Busy { .. })), "not before the places beyond are free");
    }
}
