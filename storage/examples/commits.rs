//! Durable commits a second over 10,000 entities: `commits [DIR] [SECONDS]`. Says also what opening and closing take.

use std::{
    env,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use lyceum_storage::{AppendSink, Appended, Commit, EntityKey, Journal, Kind, Options, open};
use parking_lot::Mutex;
use uuid::Uuid;

const ENTITIES: usize = 10_000;

/// Keeps so many commits in flight: each answer submits the next commit of that client's entities.
struct Clients {
    journal: Arc<dyn Journal>,
    heads: Mutex<Vec<u64>>,
    turn: AtomicU64,
    done: AtomicU64,
    until: Instant,
    flying: AtomicU64,
    ended: std::sync::mpsc::Sender<()>,
    this: std::sync::OnceLock<std::sync::Weak<Clients>>,
}

fn entity(n: usize) -> EntityKey {
    EntityKey { organization: Uuid::from_u128(1), kind: Kind::new("book"), id: Uuid::from_u128(n as u128) }
}

impl Clients {
    fn submit(&self, count: usize) {
        let mut heads = self.heads.lock();
        let commits = (0..count).map(|_| {
            let n = usize::try_from(self.turn.fetch_add(1, Ordering::Relaxed)).expect("64 bits") % ENTITIES;
            let position = heads[n];
            heads[n] += 1;
            Commit {
                entity: entity(n),
                position,
                events: 1,
                epoch: 1,
                attempt: Uuid::from_u128((u128::from(position) << 64) | (n as u128 + 1)),
                body: Bytes::from_static(&[7; 200]),
            }
        });
        let commits: Vec<Commit> = commits.collect();
        drop(heads);
        let this = self.this.get().and_then(std::sync::Weak::upgrade).expect("the clients live as long as the run");
        for commit in commits {
            self.journal.submit(vec![commit], this.clone());
        }
    }
}

impl AppendSink for Clients {
    fn appended(&self, group: Vec<Appended>) {
        for appended in &group {
            appended.outcome.as_ref().expect("nobody else appends");
        }
        self.done.fetch_add(group.len() as u64, Ordering::Relaxed);
        if Instant::now() < self.until {
            self.submit(group.len());
        } else if self.flying.fetch_sub(group.len() as u64, Ordering::Relaxed) == group.len() as u64 {
            self.ended.send(()).expect("the run waits");
        }
    }
}

fn main() -> anyhow_free::Result {
    let dir = env::args().nth(1).map_or_else(|| env::temp_dir().join("lyceum-commits"), Into::into);
    let seconds = env::args().nth(2).and_then(|s| s.parse().ok()).unwrap_or(4);
    let mut heads = vec![1; ENTITIES];
    for in_flight in [1, 64, 1024, 64, 1024] {
        let opened = Instant::now();
        let store = open(&Options::new(&dir))?;
        let opened = opened.elapsed();
        let started = Instant::now();
        let (ended, end) = std::sync::mpsc::channel();
        let clients = Arc::new(Clients {
            journal: store.journal.clone(),
            heads: Mutex::new(std::mem::take(&mut heads)),
            turn: AtomicU64::new(0),
            done: AtomicU64::new(0),
            until: started + Duration::from_secs(seconds),
            flying: AtomicU64::new(in_flight),
            ended,
            this: std::sync::OnceLock::new(),
        });
        let _ = clients.this.set(Arc::downgrade(&clients));
        clients.submit(usize::try_from(in_flight)?);
        end.recv()?;
        let done = clients.done.load(Ordering::Relaxed);
        let took = started.elapsed();
        heads = std::mem::take(&mut *clients.heads.lock());
        drop(clients);
        let closing = Instant::now();
        drop(store);
        let rate = done * 1000 / u64::try_from(took.as_millis())?;
        println!("{in_flight:>5} in flight: {rate:>7} commits/s, open {opened:?}, close {:?}", closing.elapsed());
    }
    Ok(())
}

mod anyhow_free {
    pub type Result = std::result::Result<(), Box<dyn std::error::Error>>;
}
