//! From an entity to the actor that holds its shard.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering},
};

use lyceum_storage::EntityKey;
use parking_lot::{Mutex, RwLock};
use ractor::ActorRef;
use tokio::sync::oneshot;

use super::actor::Msg;
use crate::host::{
    io::{Delivery, EffectRef, Input, Told, Waiter},
    shard_of,
};

/// Who asked, over the shell's own channel.
pub(crate) struct Caller {
    pub tell: oneshot::Sender<Told>,
    pub _permit: Permit,
}

/// A command under way at an actor; its place is free again when dropped.
pub(crate) struct Permit(Arc<AtomicUsize>);

impl Drop for Permit {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

pub(crate) struct Router {
    shards: u32,
    under_way_max: usize,
    places: Vec<Place>,
    /// Set once nothing is to be restarted any more.
    stopped: AtomicBool,
}

struct Place {
    /// `None` until started and while restarted: what is sent then is dropped, and its caller told `Unavailable`.
    actor: RwLock<Option<ActorRef<Msg>>>,
    /// What the actor takes together when it comes to it.
    waiting: Mutex<Vec<Input<Caller>>>,
    under_way: Arc<AtomicUsize>,
    /// When the actor next wants a tick, ms.
    tick_at: AtomicI64,
}

impl Place {
    /// With what waits there, whose callers hear that it is gone.
    fn take(&self) -> Option<ActorRef<Msg>> {
        let actor = self.actor.write().take();
        let dropped = std::mem::take(&mut *self.waiting.lock());
        drop(dropped);
        actor
    }
}

impl Router {
    pub fn new(shards: u32, actors: u32, under_way_max: usize) -> Self {
        let place = || Place {
            actor: RwLock::new(None),
            waiting: Mutex::default(),
            under_way: Arc::default(),
            tick_at: AtomicI64::new(i64::MAX),
        };
        Self { shards, under_way_max, places: (0..actors.max(1)).map(|_| place()).collect(), stopped: AtomicBool::new(false) }
    }

    pub fn actors(&self) -> usize {
        self.places.len()
    }

    /// The logical shards that the actor `index` holds.
    pub fn shards_of(&self, index: usize) -> impl Iterator<Item = u32> + use<> {
        (0..self.shards).skip(index).step_by(self.places.len())
    }

    pub fn index_of(&self, key: &EntityKey) -> usize {
        self.shard(key) as usize % self.places.len()
    }

    pub fn shard(&self, key: &EntityKey) -> u32 {
        shard_of(key, self.shards)
    }

    pub fn put(&self, index: usize, actor: ActorRef<Msg>) {
        *self.places[index].actor.write() = Some(actor);
    }

    pub fn take(&self, index: usize) -> Option<ActorRef<Msg>> {
        self.places[index].take()
    }

    pub fn permit(&self, index: usize) -> Option<Permit> {
        let under_way = &self.places[index].under_way;
        let permit = Permit(under_way.clone());
        // Dropping the permit takes this back.
        (under_way.fetch_add(1, Ordering::Relaxed) < self.under_way_max).then_some(permit)
    }

    /// Commands under way at the actor with most of them, and how many may be.
    pub fn fullest(&self) -> (usize, usize) {
        let under_way = self.places.iter().map(|place| place.under_way.load(Ordering::Relaxed)).max();
        (under_way.unwrap_or(0).min(self.under_way_max), self.under_way_max)
    }

    pub fn send(&self, index: usize, message: Msg) {
        if let Some(actor) = &*self.places[index].actor.read() {
            // A stopped actor drops the message and with it the callers' channels, which they notice.
            let _ = actor.send_message(message);
        }
    }

    /// Brings something that may be handled together with what others bring.
    pub fn call(&self, index: usize, input: Input<Caller>) {
        let place = &self.places[index];
        let Some(actor) = &*place.actor.read() else { return };
        let mut waiting = place.waiting.lock();
        waiting.push(input);
        if waiting.len() == 1 {
            drop(waiting);
            // A stopped actor's inputs go when it is taken out.
            let _ = actor.send_message(Msg::Waiting);
        }
    }

    pub fn waiting(&self, index: usize) -> Vec<Input<Caller>> {
        std::mem::take(&mut *self.places[index].waiting.lock())
    }

    pub fn deliver(&self, index: usize, delivery: Delivery<Caller>) {
        let effect = if let Waiter::Effect(effect) = &delivery.waiter { Some(*effect) } else { None };
        let is_there = self.places[index].actor.read().is_some();
        match effect {
            Some(effect) if !is_there => self.told(effect, Told::Unavailable("the shard is being restarted".to_owned())),
            _ => self.call(index, Input::Command(delivery)),
        }
    }

    pub fn told(&self, effect: EffectRef, told: Told) {
        self.call(self.index_of(&effect.from), Input::Told(effect, told));
    }

    pub fn unpark(&self, key: EntityKey) {
        self.call(self.index_of(&key), Input::Unpark(key));
    }

    pub fn plan_tick(&self, index: usize, at: Option<i64>) {
        self.places[index].tick_at.store(at.unwrap_or(i64::MAX), Ordering::Relaxed);
    }

    pub fn tick(&self, now_ms: i64) {
        for (index, place) in self.places.iter().enumerate() {
            if place.tick_at.load(Ordering::Relaxed) <= now_ms {
                place.tick_at.store(i64::MAX, Ordering::Relaxed);
                self.call(index, Input::Tick);
            }
        }
    }

    pub async fn drain(&self) {
        let mut drained = Vec::new();
        for index in 0..self.actors() {
            let (tell, told) = oneshot::channel();
            self.send(index, Msg::Drain(tell));
            drained.push(told);
        }
        for told in drained {
            // An actor that is gone has nothing under way.
            let _ = told.await;
        }
    }

    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Acquire)
    }

    /// Stops the actors and waits until each has let go of the store.
    pub async fn stop_and_wait(&self) {
        self.stopped.store(true, Ordering::Release);
        for place in &self.places {
            if let Some(actor) = place.take() {
                // It may have stopped by itself.
                let _ = actor.stop_and_wait(None, None).await;
            }
        }
    }

    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Release);
        for place in &self.places {
            if let Some(actor) = place.take() {
                actor.stop(None);
            }
        }
    }
}
