//! Live fan-out on this node: one shared frame, however many subscribers. Sent once; subscribers repair by position.

mod frame;
mod ring;
#[cfg(test)]
mod tests;

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{
        Arc, Weak,
        atomic::{AtomicU64, Ordering},
    },
};

use parking_lot::Mutex;
use prometheus_client::metrics::counter::Counter;

pub use frame::Frame;
use ring::Ring;

/// Parts of the hub with a lock each.
const PARTS: usize = 64;
/// Topics with a ring and no subscriber that are remembered, for each part: above it the longest silent lose their ring, and
/// who resumes there refetches.
const SILENT_MAX: usize = 1024;

/// Where a frame stands in its topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Of the ring; a channel's is its timeline.
    pub epoch: u64,
    pub previous: u64,
    pub position: u64,
}

/// One frame on its way to a subscriber; all share its bytes.
#[derive(Clone, Debug)]
pub struct TopicFrame {
    pub topic: Arc<str>,
    pub previous: u64,
    pub position: u64,
    pub frame: Frame,
}

/// Takes frames of its topics, in order for each. Must neither block nor call the hub.
pub trait Subscriber: Send + Sync {
    fn deliver(&self, frame: &TopicFrame);
}

/// What a resumed subscriber missed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resumed {
    /// Deliver these, then go live. `place` is where the topic stands.
    Frames { place: Place, frames: Vec<(u64, Frame)> },
    /// The ring does not reach back, or is another: refetch.
    Gap { place: Place },
}

/// Ends when dropped.
#[must_use = "a subscription ends when it is dropped"]
pub struct Subscription {
    topic: Arc<Topic>,
    id: u64,
    hub: Weak<Hub>,
}

impl Subscription {
    pub fn topic(&self) -> &str {
        &self.topic.name
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut inner = self.topic.inner.lock();
        inner.subscribers.retain(|(id, _)| *id != self.id);
        let empty = inner.subscribers.is_empty() && inner.ring.is_none();
        drop(inner);
        if let Some(hub) = self.hub.upgrade().filter(|_| empty) {
            hub.forget(&self.topic);
        }
    }
}

/// The node's hub; a cheap handle.
#[derive(Clone)]
pub struct Topics(Arc<Hub>);

struct Hub {
    parts: Vec<Mutex<HashMap<Arc<str>, Arc<Topic>>>>,
    hasher: RandomState,
    ids: AtomicU64,
    published: Counter,
}

struct Topic {
    name: Arc<str>,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    subscribers: Vec<(u64, Arc<dyn Subscriber>)>,
    /// Only topics without positions of their own have one.
    ring: Option<Ring>,
}

impl Topics {
    pub fn new(published: Counter) -> Self {
        let parts = (0..PARTS).map(|_| Mutex::default()).collect();
        Self(Arc::new(Hub { parts, hasher: RandomState::new(), ids: AtomicU64::new(1), published }))
    }

    /// For a topic whose positions are an entity's (a channel). Nobody there: dropped.
    pub fn publish(&self, topic: &str, position: u64, previous: u64, frame: Frame) {
        let Some(topic) = self.0.find(topic) else { return };
        let inner = topic.inner.lock();
        self.0.deliver(&topic, &inner, previous, position, frame);
    }

    /// For any other topic: the ring gives the place, which `make` writes into the frame.
    pub fn publish_next(&self, topic: &str, make: impl FnOnce(Place) -> Frame) -> Place {
        let topic = self.0.find_or_make(topic);
        let mut inner = topic.inner.lock();
        let ring = inner.ring.get_or_insert_with(Ring::new);
        let place = ring.next();
        let frame = make(place);
        ring.push(frame.clone());
        self.0.deliver(&topic, &inner, place.previous, place.position, frame);
        place
    }

    /// Whether anybody on this node listens, or did and may resume.
    pub fn is_followed(&self, topic: &str) -> bool {
        self.0.find(topic).is_some()
    }

    pub fn subscribe(&self, topic: &str, subscriber: Arc<dyn Subscriber>) -> Subscription {
        let topic = self.0.find_or_make(topic);
        self.0.join(&topic, &mut topic.inner.lock(), subscriber)
    }

    /// Subscribes to a topic with a ring. `from` is the (epoch, position) last seen; `None` starts now.
    pub fn subscribe_from(
        &self,
        topic: &str,
        from: Option<(u64, u64)>,
        subscriber: Arc<dyn Subscriber>,
    ) -> (Subscription, Resumed) {
        let topic = self.0.find_or_make(topic);
        let mut inner = topic.inner.lock();
        let resumed = inner.ring.get_or_insert_with(Ring::new).resume(from);
        (self.0.join(&topic, &mut inner, subscriber), resumed)
    }
}

impl Hub {
    fn part(&self, topic: &str) -> &Mutex<HashMap<Arc<str>, Arc<Topic>>> {
        let hash = usize::try_from(self.hasher.hash_one(topic) % PARTS as u64).expect("a remainder of 64 fits");
        &self.parts[hash]
    }

    fn find(&self, topic: &str) -> Option<Arc<Topic>> {
        self.part(topic).lock().get(topic).cloned()
    }

    fn find_or_make(&self, topic: &str) -> Arc<Topic> {
        let mut part = self.part(topic).lock();
        if let Some(found) = part.get(topic) {
            return found.clone();
        }
        if part.len() >= SILENT_MAX {
            forget_silent(&mut part);
        }
        let name: Arc<str> = topic.into();
        let made = Arc::new(Topic { name: name.clone(), inner: Mutex::default() });
        part.insert(name, made.clone());
        made
    }

    fn join(self: &Arc<Self>, topic: &Arc<Topic>, inner: &mut Inner, subscriber: Arc<dyn Subscriber>) -> Subscription {
        let id = self.ids.fetch_add(1, Ordering::Relaxed);
        inner.subscribers.push((id, subscriber));
        Subscription { topic: topic.clone(), id, hub: Arc::downgrade(self) }
    }

    /// Under the topic's lock, so that every subscriber sees the topic's order.
    fn deliver(&self, topic: &Topic, inner: &Inner, previous: u64, position: u64, frame: Frame) {
        self.published.inc();
        let frame = TopicFrame { topic: topic.name.clone(), previous, position, frame };
        for (_, subscriber) in &inner.subscribers {
            subscriber.deliver(&frame);
        }
    }

    /// Drops a topic that nobody else found in the meantime.
    fn forget(&self, topic: &Arc<Topic>) {
        let mut part = self.part(&topic.name).lock();
        let unused =
            |held: &Arc<Topic>| Arc::ptr_eq(held, topic) && Arc::strong_count(held) == 2 && held.inner.lock().is_unused();
        if part.get(&topic.name).is_some_and(unused) {
            part.remove(&topic.name);
        }
    }
}

impl Inner {
    fn is_unused(&self) -> bool {
        self.subscribers.is_empty() && self.ring.is_none()
    }
}

/// Drops the longer silent half of the topics that nobody subscribes to or holds.
fn forget_silent(part: &mut HashMap<Arc<str>, Arc<Topic>>) {
    let silent = |topic: &Arc<Topic>| {
        let inner = topic.inner.lock();
        (Arc::strong_count(topic) == 1 && inner.subscribers.is_empty()).then(|| inner.ring.as_ref().map_or(0, Ring::touched))
    };
    let mut ages: Vec<u64> = part.values().filter_map(silent).collect();
    if ages.is_empty() {
        return;
    }
    let middle = ages.len() / 2;
    let cut = *ages.select_nth_unstable(middle).1;
    part.retain(|_, topic| silent(topic).is_none_or(|age| age > cut));
}
