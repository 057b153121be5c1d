//! Ten times what brings the server to its peak: how much it still gets done, and how long those wait who were there before.

use std::{
    net::SocketAddr,
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
};

/// Clients at the peak: each posts a message, waits for the answer, and posts the next; sent away, it comes again when it was told to.
const KEPT: usize = 256;
/// Clients that come on top, and ask again much sooner than they are told to.
const CROWD: usize = 9 * KEPT;
const IMPATIENCE: Duration = Duration::from_millis(50);
const CHANNELS: usize = 100;
const WARM: Duration = Duration::from_secs(2);
const TIME: Duration = Duration::from_secs(6);

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

pub async fn run(rig: &mut Rig) -> anyhow::Result<()> {
    let world = rig.world().await?;
    let channels = world.channels(CHANNELS).await?;
    world.fresh_tokens().await?;
    let mut calls = Vec::new();
    for channel in &channels {
        let token = world.students[channel.student].lock().await.token.clone();
        let path = format!("/v1/channels/{}/messages", channel.id).into();
        calls.push(Call { path, token, body: Bytes::from(json!({"text": "x".repeat(128)}).to_string()) });
    }
    let (server, before) = (world.server.address, world.server.process.resident()?);
    let peak = clients(server, &calls, KEPT, None).await?.join().await?;
    progress(&format!("the peak: {:.0} posts/s", peak.per_second()));

    let kept = clients(server, &calls, KEPT, None).await?;
    let crowd = clients(server, &calls, CROWD, Some(IMPATIENCE)).await?;
    let (kept, crowd) = (kept.join().await?, crowd.join().await?);
    let (goodput, during) = (kept.per_second() + crowd.per_second(), world.server.process.resident()?);
    let offered = (kept.done + kept.refused + crowd.done + crowd.refused) as f64 / TIME.as_secs_f64();
    let conditions = json!({
        "request": "POST /v1/channels/{id}/messages", "clients_at_peak": KEPT, "clients": KEPT + CROWD, "seconds": TIME.as_secs(),
        "offered_times_the_peak": round(offered / peak.per_second()), "refused": kept.refused + crowd.refused,
        "kept_refused_share": round(kept.refused as f64 / (kept.done + kept.refused) as f64),
        "resident_bytes_before": before, "resident_bytes": during,
    });
    let baseline = Baseline { name: "the peak, by the same clients", value: peak.per_second() };
    rig.print(&Line {
        name: "overload.goodput",
        value: goodput,
        unit: "posts/s",
        higher_is_better: true,
        baseline,
        conditions: conditions.clone(),
    })?;
    let baseline = Baseline { name: "the same clients at the peak", value: peak.latencies.ms(99.0) };
    rig.print(&Line {
        name: "overload.p99_kept",
        value: kept.latencies.ms(99.0),
        unit: "ms",
        higher_is_better: false,
        baseline,
        conditions,
    })
}

struct Clients(JoinSet<anyhow::Result<Told>>);

impl Clients {
    async fn join(mut self) -> anyhow::Result<Told> {
        let mut all = Told::new();
        while let Some(told) = self.0.join_next().await {
            let told = told??;
            all.done += told.done;
            all.refused += told.refused;
            all.latencies.merge(&told.latencies)?;
        }
        Ok(all)
    }
}

/// Starts so many; what they are answered once they are warm counts. Without `impatience` they heed `Retry-After`.
async fn clients(server: SocketAddr, calls: &[Call], count: usize, impatience: Option<Duration>) -> anyhow::Result<Clients> {
    let mut tasks = JoinSet::new();
    for number in 0..count {
        let (connection, call) = (Connection::open(server).await?, calls[number % calls.len()].clone());
        tasks.spawn(repeat(connection, call, impatience));
    }
    Ok(Clients(tasks))
}

async fn repeat(mut connection: Connection, call: Call, impatience: Option<Duration>) -> anyhow::Result<Told> {
    let (mut told, from) = (Told::new(), Instant::now() + WARM);
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
