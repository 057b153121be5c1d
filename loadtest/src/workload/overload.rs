//! Ten times what brings the server to its peak: how much it still gets done, and how long those wait who were there before.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use bytes::Bytes;
use hyper::{Method, StatusCode};
use serde_json::json;
use tokio::task::JoinSet;

use crate::{
    client::http::Connection,
    load::Latencies,
    report::{Baseline, Line, progress, round},
    rig::Rig,
    server::Server,
    world::{Channel, World},
};

/// Clients at the peak: each posts a message, waits for the answer, and posts the next; sent away, it comes again when it was told to.
const KEPT: usize = 256;
/// Clients that come on top, and ask again much sooner than they are told to.
const CROWD: usize = 9 * KEPT;
const IMPATIENCE: Duration = Duration::from_millis(50);
const CHANNELS: usize = 100;
const WARM: Duration = Duration::from_secs(2);
const TIME: Duration = Duration::from_secs(4);
/// Peak and crowd are run so often, by turns, so that a busy moment of the machine meets both; the medians count.
const ROUNDS: usize = 3;

#[derive(Clone)]
struct Call {
    path: Arc<str>,
    token: Arc<str>,
    body: Bytes,
}

/// What some clients were answered within a time.
struct Told {
    done: u64,
    refused: u64,
    latencies: Latencies,
}

impl Told {
    fn new() -> Self {
        Self { done: 0, refused: 0, latencies: Latencies::new() }
    }

    fn per_second(&self) -> f64 {
        self.done as f64 / TIME.as_secs_f64()
    }
}

/// What was measured in one turn.
struct Turn {
    kept: Told,
    crowd: Told,
    /// CPU-seconds of the server.
    cpu: f64,
}

impl Turn {
    fn goodput(&self) -> f64 {
        self.kept.per_second() + self.crowd.per_second()
    }

    fn refused(&self) -> u64 {
        self.kept.refused + self.crowd.refused
    }

    fn p99(&self) -> f64 {
        self.kept.latencies.ms(99.0)
    }

    /// Of the server, a post.
    fn cpu_us(&self) -> f64 {
        self.cpu * 1e6 / (self.goodput() * TIME.as_secs_f64())
    }
}

pub async fn run(rig: &mut Rig) -> anyhow::Result<()> {
    let world = rig.world().await?;
    let channels = world.channels(CHANNELS).await?;
    let before = world.server.process.resident()?;
    let (mut peaks, mut crowded) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let calls = calls(world, &channels).await?;
        peaks.push(turn(&world.server, &calls, 0).await?);
        crowded.push(turn(&world.server, &calls, CROWD).await?);
        let last = |turns: &[Turn]| turns.last().map_or(0.0, Turn::goodput);
        progress(&format!("the peak: {:.0} posts/s, amid the crowd: {:.0}", last(&peaks), last(&crowded)));
    }
    let during = world.server.process.resident()?;
    let (peak, goodput) = (median(&peaks, Turn::goodput), median(&crowded, Turn::goodput));
    let (done, refused) = (goodput * TIME.as_secs_f64(), median(&crowded, |turn| turn.refused() as f64));
    let conditions = json!({
        "request": "POST /v1/channels/{id}/messages", "clients_at_peak": KEPT, "clients": KEPT + CROWD, "rounds": ROUNDS,
        "seconds": TIME.as_secs(), "offered_times_the_peak": round((done + refused) / TIME.as_secs_f64() / peak), "refused": refused,
        "kept_refused_share": round(median(&crowded, |Turn { kept, .. }| kept.refused as f64 / (kept.done + kept.refused) as f64)),
        "server_cpu_us_a_post_at_peak": round(median(&peaks, Turn::cpu_us)), "server_cpu_us_a_post": round(median(&crowded, Turn::cpu_us)),
        "server_cores_at_peak": round(median(&peaks, |turn| turn.cpu / TIME.as_secs_f64())),
        "server_cores": round(median(&crowded, |turn| turn.cpu / TIME.as_secs_f64())),
        "resident_bytes_before": before, "resident_bytes": during,
    });
    let baseline = Baseline { name: "the peak, by the same clients", value: peak };
    rig.print(&Line {
        name: "overload.goodput",
        value: goodput,
        unit: "posts/s",
        higher_is_better: true,
        baseline,
        conditions: conditions.clone(),
    })?;
    let baseline = Baseline { name: "the same clients at the peak", value: median(&peaks, Turn::p99) };
    rig.print(&Line {
        name: "overload.p99_kept",
        value: median(&crowded, Turn::p99),
        unit: "ms",
        higher_is_better: false,
        baseline,
        conditions,
    })
}

fn median(turns: &[Turn], of: impl Fn(&Turn) -> f64) -> f64 {
    let mut all: Vec<f64> = turns.iter().map(of).collect();
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

async fn calls(world: &mut World, channels: &[Channel]) -> anyhow::Result<Vec<Call>> {
    world.fresh_tokens().await?;
    let mut calls = Vec::new();
    for channel in channels {
        let token = world.students[channel.student].lock().await.token.clone();
        let path = format!("/v1/channels/{}/messages", channel.id).into();
        calls.push(Call { path, token, body: Bytes::from(json!({"text": "x".repeat(128)}).to_string()) });
    }
    Ok(calls)
}

/// All begin at once, and what they are answered once they are warm counts. Those of the crowd do not heed `Retry-After`.
async fn turn(server: &Server, calls: &[Call], crowd: usize) -> anyhow::Result<Turn> {
    let mut connections = Vec::new();
    for _ in 0..KEPT + crowd {
        connections.push(Connection::open(server.address).await?);
    }
    let from = Instant::now() + WARM;
    let (mut kept, mut others) = (JoinSet::new(), JoinSet::new());
    for (number, connection) in connections.into_iter().enumerate() {
        let call = calls[number % calls.len()].clone();
        if number < KEPT {
            kept.spawn(repeat(connection, call, None, from));
        } else {
            others.spawn(repeat(connection, call, Some(IMPATIENCE), from));
        }
    }
    tokio::time::sleep_until(from.into()).await;
    let cpu = server.process.cpu()?;
    tokio::time::sleep_until((from + TIME).into()).await;
    let cpu = server.process.cpu()? - cpu;
    Ok(Turn { kept: all(kept).await?, crowd: all(others).await?, cpu })
}

async fn all(mut clients: JoinSet<anyhow::Result<Told>>) -> anyhow::Result<Told> {
    let mut all = Told::new();
    while let Some(told) = clients.join_next().await {
        let told = told??;
        all.done += told.done;
        all.refused += told.refused;
        all.latencies.merge(&told.latencies)?;
    }
    Ok(all)
}

async fn repeat(mut connection: Connection, call: Call, impatience: Option<Duration>, from: Instant) -> anyhow::Result<Told> {
    let mut told = Told::new();
    loop {
        let asked = Instant::now();
        if asked >= from + TIME {
            return Ok(told);
        }
        let answer = connection.send(Method::POST, &call.path, Some(&call.token), Some(call.body.clone())).await?;
        let counts = asked >= from;
        match answer.status() {
            status if status.is_success() => {
                told.done += u64::from(counts);
                if counts {
                    told.latencies.add(asked.elapsed());
                }
            }
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => {
                told.refused += u64::from(counts);
                let after = answer.headers().get("retry-after").context("a refusal says when to come again")?;
                let after = Duration::from_secs(after.to_str()?.parse()?);
                tokio::time::sleep(impatience.unwrap_or(after)).await;
            }
            status => ensure!(false, "{}: {status} {}", call.path, String::from_utf8_lossy(answer.body())),
        }
    }
}
