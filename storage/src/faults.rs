//! A store that fails on request: errors, delays, unknown outcomes, submissions of which only a part lands, and zombies
//! that land late. For tests and simulations.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use parking_lot::Mutex;

use crate::{
    AppendError, AppendSink, Appended, Commit, Journal, Store, StoreError,
    decorate::{Layer, decorate},
};

/// What one call does instead of its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Not done, answered `Unavailable`.
    Error,
    /// Done, answered `Unavailable`.
    Unknown,
    /// Done later.
    Delay(Duration),
}

/// What becomes of one submission of commits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppendFault {
    /// Nothing lands, answered `Unavailable`.
    Refused,
    /// All lands, answered `Unknown`.
    Landed,
    /// Nothing ever lands, answered `Unknown`.
    Lost,
    /// Answered `Unknown`; lands when [`Faults::release`] is called.
    Zombie,
    /// A torn write: the first half lands, the rest never; all answered `Unknown`.
    Torn,
    /// Submitted later, by tokio's clock.
    Delay(Duration),
    /// Nothing lands, nothing is answered: whoever submits panics.
    Panic,
}

/// The handle of a test: says what fails next.
#[derive(Clone, Default)]
pub struct Faults(Arc<Inner>);

#[derive(Default)]
struct Inner {
    appends: Mutex<VecDeque<AppendFault>>,
    calls: Mutex<HashMap<&'static str, VecDeque<Fault>>>,
    random: Mutex<Option<Random>>,
    zombies: Mutex<Vec<Zombie>>,
}

struct Zombie {
    journal: Arc<dyn Journal>,
    commits: Vec<Commit>,
}

struct Random {
    seed: u64,
    per_mille: u64,
}

impl Faults {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn wrap(&self, store: &Store) -> Store {
        decorate(store, &self.0)
    }

    /// The next submission that has no fault yet gets this one.
    pub fn append(&self, fault: AppendFault) {
        self.0.appends.lock().push_back(fault);
    }

    /// The next call of that name (as in [`crate::decorate`]) that has no fault yet gets this one.
    pub fn call(&self, call: &'static str, fault: Fault) {
        self.0.calls.lock().entry(call).or_default().push_back(fault);
    }

    /// What was still to fail goes well.
    pub fn mend(&self) {
        self.0.appends.lock().clear();
        self.0.calls.lock().clear();
    }

    /// How many faults wait for submissions.
    pub fn appends_left(&self) -> usize {
        self.0.appends.lock().len()
    }

    /// How many faults wait for calls of that name.
    pub fn left(&self, call: &'static str) -> usize {
        self.0.calls.lock().get(call).map_or(0, VecDeque::len)
    }

    /// From now on so many of a thousand submissions and calls without a fault of their own get a random one; 0 ends it.
    pub fn random(&self, seed: u64, per_mille: u64) {
        *self.0.random.lock() = (per_mille > 0).then_some(Random { seed: seed | 1, per_mille });
    }

    /// Lets the zombies land now, oldest first; nobody hears of them. Returns how many commits were submitted.
    pub fn release(&self) -> usize {
        let zombies = std::mem::take(&mut *self.0.zombies.lock());
        let mut count = 0;
        for Zombie { journal, commits } in zombies {
            count += commits.len();
            journal.submit(commits, Arc::new(Deaf));
        }
        count
    }
}

/// Xorshift: the same seed (not 0) gives the same run.
pub fn next(seed: &mut u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed
}

impl Random {
    /// A number below `of`, if this is one to fail.
    fn hit(&mut self, of: u64) -> Option<u64> {
        (next(&mut self.seed) % 1000 < self.per_mille).then(|| next(&mut self.seed) % of)
    }
}

impl Inner {
    fn append_fault(&self) -> Option<AppendFault> {
        use AppendFault::{Landed, Lost, Refused, Torn, Zombie};
        let scripted = self.appends.lock().pop_front();
        scripted.or_else(|| match self.random.lock().as_mut()?.hit(5)? {
            0 => Some(Refused),
            1 => Some(Landed),
            2 => Some(Lost),
            3 => Some(Zombie),
            _ => Some(Torn),
        })
    }

    fn call_fault(&self, call: &'static str) -> Option<Fault> {
        let scripted = self.calls.lock().get_mut(call).and_then(VecDeque::pop_front);
        scripted.or_else(|| match self.random.lock().as_mut()?.hit(2)? {
            0 => Some(Fault::Error),
            _ => Some(Fault::Unknown),
        })
    }
}

#[async_trait]
impl Layer for Inner {
    async fn around<T, F>(&self, call: &'static str, work: F) -> Result<T, StoreError>
    where
        T: Send,
        F: Future<Output = Result<T, StoreError>> + Send,
    {
        match self.call_fault(call) {
            None => work.await,
            Some(Fault::Error) => Err(StoreError::Unavailable(format!("{call}: injected, not done"))),
            Some(Fault::Unknown) => {
                work.await?;
                Err(StoreError::Unavailable(format!("{call}: injected, done nevertheless")))
            }
            Some(Fault::Delay(delay)) => {
                tokio::time::sleep(delay).await;
                work.await
            }
        }
    }

    fn submit(&self, inner: &Arc<dyn Journal>, mut commits: Vec<Commit>, sink: Arc<dyn AppendSink>) {
        let unknown = |commits: &[Commit]| answers(commits, &|| AppendError::Unknown("injected".into()));
        match self.append_fault() {
            None => inner.submit(commits, sink),
            Some(AppendFault::Refused) => sink.appended(answers(&commits, &|| AppendError::Unavailable("injected".into()))),
            Some(AppendFault::Lost) => sink.appended(unknown(&commits)),
            Some(AppendFault::Landed) => inner.submit(commits, Arc::new(Forgetful(sink))),
            Some(AppendFault::Zombie) => {
                let answers = unknown(&commits);
                self.zombies.lock().push(Zombie { journal: inner.clone(), commits });
                sink.appended(answers);
            }
            Some(AppendFault::Panic) => panic!("injected"),
            Some(AppendFault::Torn) => {
                let lost = commits.split_off(commits.len().div_ceil(2));
                if !lost.is_empty() {
                    sink.appended(unknown(&lost));
                }
                inner.submit(commits, Arc::new(Forgetful(sink)));
            }
            Some(AppendFault::Delay(delay)) => {
                let inner = inner.clone();
                tokio::spawn(async move {
                    tokio::time::sleep(delay).await;
                    inner.submit(commits, sink);
                });
            }
        }
    }
}

fn answers(commits: &[Commit], error: &dyn Fn() -> AppendError) -> Vec<Appended> {
    commits.iter().map(|c| Appended { entity: c.entity, attempt: c.attempt, outcome: Err(error()) }).collect()
}

/// Forgets every outcome on its way.
struct Forgetful(Arc<dyn AppendSink>);

impl AppendSink for Forgetful {
    fn appended(&self, mut group: Vec<Appended>) {
        for appended in &mut group {
            appended.outcome = Err(AppendError::Unknown("injected".into()));
        }
        self.0.appended(group);
    }
}

struct Deaf;

impl AppendSink for Deaf {
    fn appended(&self, _: Vec<Appended>) {}
}
