//! Restarts under load that does not wait for them: what clients with kept connections lose, and how long any of them waits.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use hyper::{Method, Response, header::CONNECTION};
use serde_json::json;
use tokio::{
    task::JoinSet,
    time::{MissedTickBehavior, interval, sleep},
};

use crate::{
    client::http::Connection,
    load::Latencies,
    report::{Baseline, Line, progress, round},
    rig::Rig,
    world::{End, World},
};

const CLIENTS: usize = 24;
/// Each asks so often, whatever became of what it asked before.
const EVERY: Duration = Duration::from_millis(40);
const RESTARTS: u32 = 5;
const BETWEEN: Duration = Duration::from_secs(2);
const BACK_WITHIN: Duration = Duration::from_secs(30);

#[derive(Clone)]
struct Call {
    method: Method,
    path: Arc<str>,
    token: Arc<str>,
    body: Option<Bytes>,
}

struct Told {
    lost: u64,
    /// Connections that were refused and tried again until the server was back.
    refused: u64,
    /// From when each request was due.
    latencies: Latencies,
}

impl Told {
    fn new() -> Self {
        Self { lost: 0, refused: 0, latencies: Latencies::new() }
    }

    fn lost_per_restart(&self) -> f64 {
        self.lost as f64 / f64::from(RESTARTS)
    }
}

pub async fn run(rig: &mut Rig) -> anyhow::Result<()> {
    let world = rig.world().await?;
    let channels = world.channels(CLIENTS).await?;
    world.fresh_tokens().await?;
    let mut calls = Vec::new();
    for (number, channel) in channels.iter().enumerate() {
        let token = world.students[channel.student].lock().await.token.clone();
        let messages = format!("/v1/channels/{}/messages", channel.id);
        let (method, path, body) = match number % 4 {
            0 => (Method::GET, "/v1/me".to_owned(), None),
            1 => (Method::POST, messages, Some(json!({ "text": "still here" }))),
            2 => (Method::GET, messages, None),
            _ => (Method::PATCH, "/v1/me".to_owned(), Some(json!({ "bio": "Still here." }))),
        };
        calls.push(Call { method, path: path.into(), token, body: body.map(|body| body.to_string().into()) });
    }
    let (asked, starts) = under_load(world, &calls, End::Asked).await?;
    let (killed, _) = under_load(world, &calls, End::Killed).await?;
    let conditions = json!({
        "requests": asked.latencies.count(), "clients": CLIENTS, "every_ms": EVERY.as_millis(), "restarts": RESTARTS,
        "refused_and_tried_again": asked.refused, "latency": asked.latencies.summary(),
    });
    let baseline = Baseline { name: "the same, killed with -9", value: killed.lost_per_restart() };
    rig.print(&Line {
        name: "restart.lost",
        value: asked.lost_per_restart(),
        unit: "requests/restart",
        higher_is_better: false,
        baseline,
        conditions: conditions.clone(),
    })?;
    let baseline = Baseline { name: "from exec to ready, the longest", value: round(starts.as_secs_f64() * 1000.0) };
    let value = asked.latencies.ms(100.0);
    rig.print(&Line { name: "restart.longest_wait", value, unit: "ms", higher_is_better: false, baseline, conditions })
}

/// What the clients were told while the server was restarted, and how long its longest start took.
async fn under_load(world: &mut World, calls: &[Call], end: End) -> anyhow::Result<(Told, Duration)> {
    let (server, over) = (world.server.address, Arc::new(AtomicBool::new(false)));
    let mut clients = JoinSet::new();
    for call in calls {
        clients.spawn(client(server, call.clone(), over.clone()));
    }
    let mut longest = Duration::ZERO;
    for restart in 1..=RESTARTS {
        sleep(BETWEEN).await;
        progress(&format!("restart {restart} of {RESTARTS}"));
        longest = longest.max(world.restart(end).await?);
    }
    sleep(BETWEEN).await;
    over.store(true, Ordering::Release);
    let mut all = Told::new();
    while let Some(told) = clients.join_next().await {
        let told = told??;
        all.lost += told.lost;
        all.refused += told.refused;
        all.latencies.merge(&told.latencies)?;
    }
    Ok((all, longest))
}

/// Keeps its connection as long as the server lets it.
async fn client(server: SocketAddr, call: Call, over: Arc<AtomicBool>) -> anyhow::Result<Told> {
    let mut told = Told::new();
    let mut connection = None;
    let mut due = interval(EVERY);
    due.set_missed_tick_behavior(MissedTickBehavior::Burst);
    while !over.load(Ordering::Acquire) {
        let due: Instant = due.tick().await.into();
        let mut open = match connection.take().filter(|open: &Connection| !open.is_closed()) {
            Some(open) => open,
            None => connect(server, &mut told).await?,
        };
        match open.send(call.method.clone(), &call.path, Some(&call.token), call.body.clone()).await {
            Ok(answer) => {
                told.lost += u64::from(!answer.status().is_success());
                told.latencies.add(due.elapsed());
                connection = (!closes(&answer)).then_some(open);
            }
            Err(_) => told.lost += 1,
        }
    }
    Ok(told)
}

fn closes(answer: &Response<Bytes>) -> bool {
    answer.headers().get(CONNECTION).is_some_and(|value| value == "close")
}

async fn connect(server: SocketAddr, told: &mut Told) -> anyhow::Result<Connection> {
    let since = Instant::now();
    let mut refused = false;
    loop {
        match Connection::open(server).await {
            Ok(connection) => {
                told.refused += u64::from(refused);
                return Ok(connection);
            }
            Err(error) => {
                let why = error.downcast_ref::<io::Error>().map(io::Error::kind);
                // one that is killed resets who is just being let in
                let away = matches!(why, Some(io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionReset));
                if !away || since.elapsed() > BACK_WITHIN {
                    return Err(error.context("the server did not come back"));
                }
                refused = true;
                sleep(Duration::from_millis(5)).await;
            }
        }
    }
}
