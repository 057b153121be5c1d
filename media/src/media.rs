use std::collections::BTreeMap;
use std::sync::Arc;

use prometheus_client::registry::Registry;
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::metrics::Metrics;
use crate::worker::{self, Command};
use crate::{Connection, MediaError, MediaEvent, Options, Source, StartError, Stats};

/// Where a participant's events go. Called on a worker thread: it must not block.
pub type Events = Arc<dyn Fn(MediaEvent) + Send + Sync>;

/// Cheap handle over the workers.
#[derive(Clone)]
pub struct Media {
    workers: Arc<[worker::Handle]>,
}

impl Media {
    /// Binds every socket before it returns.
    pub fn start(options: &Options, registry: &mut Registry) -> Result<Self, StartError> {
        let metrics = Metrics::registered(registry);
        let workers = (0..options.workers.max(1)).map(|index| worker::start(index, options, &metrics));
        Ok(Self { workers: workers.collect::<Result<_, _>>()? })
    }

    /// Takes the participant into the room, made when it is the first. One who is already in starts
    /// anew: connections are dropped, and events go to the new receiver only.
    pub fn join(&self, room: Uuid, participant: Uuid, events: Events) -> Result<(), MediaError> {
        self.worker(room).send(Command::Join { room, participant, events })
    }

    /// Answers an offer: the first one of a connection, a changed one, an ICE restart, or one of a
    /// new peer connection (other DTLS keys) that takes the old one's place. `sources` names what
    /// each sending mid of a publish connection carries; empty for subscribe.
    pub async fn offer(
        &self,
        room: Uuid,
        participant: Uuid,
        connection: Connection,
        sdp: String,
        sources: BTreeMap<String, Source>,
    ) -> Result<String, MediaError> {
        let (answer, answered) = oneshot::channel();
        self.worker(room).send(Command::Offer { room, participant, connection, sdp, sources, answer })?;
        answered.await.unwrap_or(Err(MediaError::Stopped))
    }

    /// A muted source's packets are dropped here, whatever its browser goes on sending.
    pub fn mute(&self, room: Uuid, participant: Uuid, source: Source, muted: bool) -> Result<(), MediaError> {
        self.worker(room).send(Command::Mute { room, participant, source, muted })
    }

    /// What has crossed the participant's connections.
    pub async fn stats(&self, room: Uuid, participant: Uuid) -> Result<Stats, MediaError> {
        let (answer, answered) = oneshot::channel();
        self.worker(room).send(Command::Stats { room, participant, answer })?;
        answered.await.unwrap_or(Err(MediaError::Stopped))
    }

    /// Takes the participant out; no event of its own follows.
    pub fn leave(&self, room: Uuid, participant: Uuid) -> Result<(), MediaError> {
        self.worker(room).send(Command::Leave { room, participant })
    }

    /// Commands that wait at the fullest worker, and how many may.
    pub fn fullest_queue(&self) -> (usize, usize) {
        (self.workers.iter().map(worker::Handle::waiting).max().unwrap_or(0), worker::QUEUED_MAX)
    }

    /// Connections over TCP at the fullest worker, and how many it takes, of participants or of others.
    pub fn fullest_tcp(&self) -> (usize, usize) {
        (self.workers.iter().map(worker::Handle::tcp_taken).max().unwrap_or(0), worker::PLACES)
    }

    /// Says goodbye to every peer and ends the threads.
    pub async fn shutdown(&self) {
        for worker in self.workers.iter() {
            worker.shutdown().await;
        }
    }

    /// A room lives on one worker, found without any table.
    fn worker(&self, room: Uuid) -> &worker::Handle {
        let count = self.workers.len() as u128;
        let index = usize::try_from(room.as_u128() % count).expect("less than the number of workers");
        &self.workers[index]
    }
}
