//! Many subscribed sockets, each a task that counts what arrives and keeps its heartbeat.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, bail};
use tokio::{
    sync::Semaphore,
    task::JoinSet,
    time::{Instant, MissedTickBehavior, interval_at},
};

use super::{frame, ws::Socket};

/// What every event frame begins with, from the server and from the peer.
const EVENT: &[u8] = br#"{"type":"event""#;
const CONNECTING_MAX: usize = 64;

/// Which connection subscribes to what, as whom.
#[derive(Clone)]
pub struct Member {
    pub token: Arc<str>,
    pub topic: Arc<str>,
}

/// Counts of all members together.
#[derive(Default)]
pub struct Tally {
    pub events: AtomicU64,
    pub event_bytes: AtomicU64,
    pub lost: AtomicU64,
}

/// Sees the payload of each event in the member's task.
pub type OnEvent = Arc<dyn Fn(&[u8]) + Send + Sync>;

/// The members leave when it is dropped.
pub struct Crowd {
    pub tally: Arc<Tally>,
    /// With each heartbeat they say something that their session has to look at.
    pub talkative: Arc<AtomicBool>,
    _tasks: JoinSet<()>,
}

impl Crowd {
    pub async fn gather(
        server: SocketAddr,
        path: &'static str,
        members: Vec<Member>,
        on_event: Option<OnEvent>,
    ) -> anyhow::Result<Self> {
        let (tally, talkative) = (Arc::new(Tally::default()), Arc::<AtomicBool>::default());
        let gate = Arc::new(Semaphore::new(CONNECTING_MAX));
        let mut joining = JoinSet::new();
        for (number, member) in members.into_iter().enumerate() {
            let gate = gate.clone();
            joining.spawn(async move {
                let _turn = gate.acquire().await?;
                join(server, path, number, &member).await.with_context(|| format!("member {number}"))
            });
        }
        let mut tasks = JoinSet::new();
        while let Some(joined) = joining.join_next().await {
            tasks.spawn(listen(joined??, tally.clone(), talkative.clone(), on_event.clone()));
        }
        Ok(Self { tally, talkative, _tasks: tasks })
    }

    /// Waits until so many events arrived in all.
    pub async fn until(&self, events: u64, patience: Duration) -> anyhow::Result<()> {
        let begun = Instant::now();
        while self.tally.events.load(Ordering::Relaxed) < events {
            if begun.elapsed() > patience || self.tally.lost.load(Ordering::Relaxed) > 0 {
                bail!(
                    "only {} of {events} events arrived; {} connections were lost",
                    self.tally.events.load(Ordering::Relaxed),
                    self.tally.lost.load(Ordering::Relaxed)
                );
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Ok(())
    }

    pub fn events(&self) -> u64 {
        self.tally.events.load(Ordering::Relaxed)
    }
}

/// Signed in and subscribed.
async fn join(server: SocketAddr, path: &str, number: usize, member: &Member) -> anyhow::Result<Socket> {
    let mut socket = Socket::connect(server, path, number).await?;
    socket.send(&serde_json::json!({"type": "hello", "token": &*member.token}).to_string()).await?;
    socket.wait_for(&["welcome"]).await?;
    socket.send(&serde_json::json!({"type": "subscribe", "id": 1, "topic": &*member.topic}).to_string()).await?;
    socket.wait_for(&["subscribed"]).await?;
    Ok(socket)
}

/// Ends nothing, as nothing of it began.
const WORD: &str = r#"{"type":"unsubscribe","topic":"user"}"#;

async fn listen(mut socket: Socket, tally: Arc<Tally>, talkative: Arc<AtomicBool>, on_event: Option<OnEvent>) {
    let period = Duration::from_secs(5);
    let mut heartbeat = interval_at(Instant::now() + period.mul_f64(rand::random()), period);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut n = 0_u64;
    loop {
        let turn = tokio::select! {
            ready = socket.readable() => ready.and_then(|()| take(&mut socket, &tally, on_event.as_ref())),
            _ = heartbeat.tick() => {
                n += 1;
                let mut said = socket.send(&format!(r#"{{"type":"ping","n":{n}}}"#)).await;
                if said.is_ok() && talkative.load(Ordering::Relaxed) {
                    said = socket.send(WORD).await;
                }
                said
            }
        };
        if let Err(error) = turn {
            if tally.lost.fetch_add(1, Ordering::Relaxed) == 0 {
                crate::report::progress(&format!("a member was lost: {error:#}"));
            }
            return;
        }
    }
}

fn take(socket: &mut Socket, tally: &Tally, on_event: Option<&OnEvent>) -> anyhow::Result<()> {
    let (mut events, mut bytes, mut closed) = (0, 0, None);
    socket.read(&mut |opcode, payload| match opcode {
        frame::TEXT if payload.starts_with(EVENT) => {
            events += 1;
            bytes += payload.len() as u64;
            if let Some(on_event) = on_event {
                on_event(payload);
            }
        }
        frame::CLOSE => closed = Some(String::from_utf8_lossy(payload.get(2..).unwrap_or_default()).into_owned()),
        _ => {}
    })?;
    tally.events.fetch_add(events, Ordering::Relaxed);
    tally.event_bytes.fetch_add(bytes, Ordering::Relaxed);
    closed.map_or(Ok(()), |reason| bail!("the server closed the socket: {reason}"))
}
