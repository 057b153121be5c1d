//! Which live actors of one kind are awake on this node. One that failed begins anew when it is wanted, after a pause that
//! doubles; one that has nothing to do leaves.

use std::{collections::HashMap, hash::Hash, time::Duration};

use parking_lot::Mutex;
use ractor::ActorRef;
use tokio::time::Instant;

use crate::mailbox::{Envelope, Mailbox, Places};

/// Messages that wait at one live actor.
pub const WAITING_MAX: usize = 1024;
const PAUSE_MIN: Duration = Duration::from_millis(100);
const PAUSE_MAX: Duration = Duration::from_secs(5);
/// A failure this long ago is forgotten.
const FORGIVEN_AFTER: Duration = Duration::from_mins(1);
/// Failed ones remembered; more are forgiven early.
const RESTING_MAX: usize = 1024;

pub struct Registry<K, M: Send + 'static> {
    inner: Mutex<Inner<K, M>>,
}

struct Inner<K, M: Send + 'static> {
    awake: HashMap<K, Mailbox<M>>,
    resting: HashMap<K, Rest>,
}

#[derive(Clone, Copy)]
struct Rest {
    failed: Instant,
    pause: Duration,
}

/// Why there is no actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asleep {
    /// It failed; ask again then.
    Until(Instant),
    /// The node stops.
    Stopping,
}

impl<K: Copy + Eq + Hash, M: Send + 'static> Default for Registry<K, M> {
    fn default() -> Self {
        Self { inner: Mutex::new(Inner { awake: HashMap::new(), resting: HashMap::new() }) }
    }
}

impl<K: Copy + Eq + Hash, M: Send + 'static> Registry<K, M> {
    pub fn awake(&self, key: K) -> Option<Mailbox<M>> {
        self.inner.lock().awake.get(&key).cloned()
    }

    /// The actor of `key`, begun by `spawn` where there is none.
    pub fn wake(&self, key: K, spawn: impl FnOnce(Places) -> Option<ActorRef<Envelope<M>>>) -> Result<Mailbox<M>, Asleep> {
        let mut inner = self.inner.lock();
        if let Some(mailbox) = inner.awake.get(&key) {
            return Ok(mailbox.clone());
        }
        if let Some(rest) = inner.resting.get(&key)
            && rest.failed + rest.pause > Instant::now()
        {
            return Err(Asleep::Until(rest.failed + rest.pause));
        }
        let places = Places::new(WAITING_MAX);
        let actor = spawn(places.clone()).ok_or(Asleep::Stopping)?;
        let mailbox = Mailbox { actor, places };
        inner.awake.insert(key, mailbox.clone());
        Ok(mailbox)
    }

    /// As [`Registry::wake`], after the pause.
    pub async fn wake_in_time(&self, key: K, spawn: impl Fn(Places) -> Option<ActorRef<Envelope<M>>>) -> Option<Mailbox<M>> {
        loop {
            match self.wake(key, &spawn) {
                Ok(mailbox) => return Some(mailbox),
                Err(Asleep::Until(then)) => tokio::time::sleep_until(then).await,
                Err(Asleep::Stopping) => return None,
            }
        }
    }

    /// Called by the actor: takes it out, unless something waits for it.
    pub fn retire(&self, key: K) -> bool {
        let mut inner = self.inner.lock();
        let quiet = inner.awake.get(&key).is_some_and(|mailbox| mailbox.places.are_free());
        if quiet {
            inner.awake.remove(&key);
        }
        quiet
    }

    /// The actor of `key` failed: the next one begins after a pause.
    pub fn failed(&self, key: K) {
        let now = Instant::now();
        let mut inner = self.inner.lock();
        inner.awake.remove(&key);
        inner.resting.retain(|_, rest| now - rest.failed < FORGIVEN_AFTER);
        if inner.resting.len() >= RESTING_MAX {
            inner.resting.clear();
        }
        let pause = inner.resting.get(&key).map_or(PAUSE_MIN, |rest| (rest.pause * 2).min(PAUSE_MAX));
        inner.resting.insert(key, Rest { failed: now, pause });
    }

    /// Messages at the actor with most of them.
    pub fn fullest(&self) -> usize {
        self.inner.lock().awake.values().map(|mailbox| mailbox.places.taken()).max().unwrap_or(0)
    }

    pub fn those(&self, wanted: impl Fn(&K) -> bool) -> Vec<Mailbox<M>> {
        self.inner.lock().awake.iter().filter(|(key, _)| wanted(key)).map(|(_, mailbox)| mailbox.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_fullest_is_the_one_with_most_waiting() {
        let registry = Registry::<u8, ()>::default();
        assert_eq!(registry.fullest(), 0);
        for (key, waiting) in [(1, 2), (2, 5), (3, 0)] {
            let (actor, _) = ractor::Actor::spawn(None, Idle, ()).await.unwrap();
            let mailbox = registry.wake(key, |_| Some(actor)).unwrap();
            (0..waiting).filter_map(|_| mailbox.places.try_wrap(())).for_each(std::mem::forget);
        }
        assert_eq!(registry.fullest(), 5);
    }

    struct Idle;

    impl ractor::Actor for Idle {
        type Msg = Envelope<()>;
        type State = ();
        type Arguments = ();

        async fn pre_start(&self, _: ActorRef<Envelope<()>>, (): ()) -> Result<(), ractor::ActorProcessingErr> {
            Ok(())
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_pause_doubles_with_each_failure_and_is_forgiven() {
        let registry = Registry::<u8, ()>::default();
        let pause = || match registry.wake(1, |_| None) {
            Err(Asleep::Until(then)) => then - Instant::now(),
            _ => Duration::ZERO,
        };
        assert_eq!(pause(), Duration::ZERO);
        for expected in [100, 200, 400] {
            registry.failed(1);
            assert_eq!(pause(), Duration::from_millis(expected));
        }
        tokio::time::advance(FORGIVEN_AFTER).await;
        registry.failed(1);
        assert_eq!(pause(), PAUSE_MIN);
    }
}
