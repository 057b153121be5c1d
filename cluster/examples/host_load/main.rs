//! The host over a real embedded store behind a unix socket, for the benchmarks `entity.*`, `disk.*` and `start.*`.
//!
//! `host_load SOCKET DATA [--channels [AT_REST]]`. A request is 16 bytes (tag, entity; little-endian), an answer 8: the tag, its top bit set
//! when the command failed. A command appends to the numbered tally, or reads it when the entity's top bit is set; with
//! `--channels` it opens the numbered channel instead, which fills a store with entities that the platform knows; so many more
//! of them are there at rest, numbered downwards from the highest.

mod fill;
mod tally;

use std::{
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use lyceum_cluster::{AskError, KindTable, Node, Options, Request, RequestId, SystemClock};
use lyceum_domain::{
    channel::{self, Channel},
    core::{Entity, Noun, OrganizationId, UserId, Words},
};
use lyceum_storage::{EntityKey, Kind};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{UnixListener, UnixStream, unix::OwnedWriteHalf},
    signal::unix::{SignalKind, signal},
    sync::mpsc,
};
use uuid::Uuid;

use tally::{Append, Read, Tally};

/// The server's own allocator, for its memory is measured.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

const FAILED: u64 = 1 << 63;
const QUERY: u64 = 1 << 63;
/// Entities are numbered below this.
const NUMBERS: u64 = QUERY - 1;
/// More than any client has in flight.
const ANSWERS_MAX: usize = 16 * 1024;
const ORGANIZATION: OrganizationId = OrganizationId(Uuid::from_u128(0xBE7C));

struct Driver {
    node: Node,
    channels: bool,
    /// Request ids of this run: a random beginning and a number.
    run: Uuid,
    requests: AtomicU64,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(socket), Some(data)) = (arguments.next(), arguments.next()) else {
        return Err("usage: host_load SOCKET DATA [--channels]".into());
    };
    let channels = arguments.next().is_some_and(|flag| flag == "--channels");
    let at_rest = arguments.next().map_or(Ok(0), |count| count.parse::<u64>())?;
    let store = tokio::task::spawn_blocking(|| lyceum_storage::open(&lyceum_storage::Options::new(data))).await??;
    let kinds = KindTable::new().kind::<Tally>(Tally::commands).kind::<Channel>(Channel::commands);
    // Entities stay for as long as they are measured.
    let options = Options { passivate_after: Duration::from_hours(1), ..Options::default() };
    let journal = store.journal.clone();
    let node = Node::start(store, kinds, options, Arc::new(SystemClock)).await?;
    let driver = Arc::new(Driver { node, channels, run: Uuid::new_v4(), requests: AtomicU64::new(0) });
    if at_rest > 0 {
        driver.run(NUMBERS).await?;
        let of = EntityKey { organization: ORGANIZATION.0, kind: Kind::new(Channel::KIND), id: entity_id(NUMBERS) };
        fill::fill(&*journal, of, (NUMBERS - at_rest..NUMBERS).map(entity_id)).await?;
    }
    let listener = UnixListener::bind(socket)?;
    println!("ready");
    let mut ending = signal(SignalKind::terminate())?;
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                tokio::spawn(serve(driver.clone(), accepted?.0));
            }
            _ = ending.recv() => break,
        }
    }
    driver.node.drain().await;
    Ok(())
}

async fn serve(driver: Arc<Driver>, stream: UnixStream) {
    let (mut read, write) = stream.into_split();
    let (answers, waiting) = mpsc::channel(ANSWERS_MAX);
    tokio::spawn(answer(write, waiting));
    let mut buffer = Vec::with_capacity(64 * 1024);
    while read.read_buf(&mut buffer).await.is_ok_and(|bytes| bytes > 0) {
        let whole = buffer.len() / 16 * 16;
        for request in buffer[..whole].chunks_exact(16) {
            let number = |bytes: &[u8]| bytes.try_into().map_or(0, u64::from_le_bytes);
            let (tag, entity) = (number(&request[..8]), number(&request[8..]));
            let (driver, answers) = (driver.clone(), answers.clone());
            tokio::spawn(async move {
                let failed = match driver.run(entity).await {
                    Ok(()) => 0,
                    Err(error) => {
                        eprintln!("entity {entity}: {error}");
                        FAILED
                    }
                };
                // A client that left wants no answer.
                let _ = answers.send(tag | failed).await;
            });
        }
        buffer.drain(..whole);
    }
}

/// Writes what is there at once.
async fn answer(mut write: OwnedWriteHalf, mut waiting: mpsc::Receiver<u64>) {
    let (mut tags, mut bytes) = (Vec::new(), Vec::new());
    while waiting.recv_many(&mut tags, ANSWERS_MAX).await > 0 {
        bytes.extend(tags.drain(..).flat_map(u64::to_le_bytes));
        if write.write_all(&bytes).await.is_err() {
            return;
        }
        bytes.clear();
    }
}

fn entity_id(number: u64) -> Uuid {
    Uuid::from_u128(u128::from(number) + 1)
}

impl Driver {
    async fn run(&self, entity: u64) -> Result<(), AskError> {
        let id = entity_id(entity & !QUERY).into();
        if entity & QUERY != 0 {
            return self.node.ask(Request::system(ORGANIZATION), id, Read).await.map(drop);
        }
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        let id_of_request = RequestId::of("bench", &[self.run.as_bytes(), &number.to_be_bytes()]);
        let request = Request::system(ORGANIZATION).with_id(id_of_request, [7; 32]);
        if self.channels {
            let members = [1, 2].map(|person| UserId(Uuid::from_u128(person))).into();
            let open = channel::Open {
                kind: channel::Kind::Session(Uuid::from_u128(u128::from(entity))),
                title: Words::Open("Algebra".into()),
                members,
            };
            return self.node.ask(request, id, open).await;
        }
        self.node.ask(request, id, Append { number }).await.map(drop)
    }
}
