//! A bounded way into a ractor actor, whose own queue has no end: each message carries its place until it was handled.

use std::sync::Arc;

use ractor::ActorRef;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A message with the place that it takes.
pub struct Envelope<M> {
    pub message: M,
    _place: OwnedSemaphorePermit,
}

/// The places of one queue.
#[derive(Clone, Debug)]
pub struct Places {
    free: Arc<Semaphore>,
    all: usize,
}

/// Why a message was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    Full,
    Stopped,
}

impl Places {
    pub fn new(all: usize) -> Self {
        Self { free: Arc::new(Semaphore::new(all)), all }
    }

    /// What waits or is being handled.
    pub fn taken(&self) -> usize {
        self.all - self.free.available_permits()
    }

    /// Nothing waits and nothing is being handled.
    pub fn are_free(&self) -> bool {
        self.free.available_permits() == self.all
    }

    /// No message waits besides the one that the caller is handling.
    pub fn only_mine(&self) -> bool {
        self.free.available_permits() + 1 >= self.all
    }

    pub async fn wrap<M>(&self, message: M) -> Envelope<M> {
        let place = self.free.clone().acquire_owned().await.expect("the semaphore is never closed");
        Envelope { message, _place: place }
    }

    pub fn try_wrap<M>(&self, message: M) -> Option<Envelope<M>> {
        let place = self.free.clone().try_acquire_owned().ok()?;
        Some(Envelope { message, _place: place })
    }
}

/// An actor and its places.
#[derive(Debug)]
pub struct Mailbox<M: Send + 'static> {
    pub actor: ActorRef<Envelope<M>>,
    pub places: Places,
}

impl<M: Send + 'static> Clone for Mailbox<M> {
    fn clone(&self) -> Self {
        Self { actor: self.actor.clone(), places: self.places.clone() }
    }
}

impl<M: Send + 'static> Mailbox<M> {
    /// Never waits.
    pub fn tell(&self, message: M) -> Result<(), Refused> {
        let envelope = self.places.try_wrap(message).ok_or(Refused::Full)?;
        self.actor.send_message(envelope).map_err(|_| Refused::Stopped)
    }
}
