//! Deliveries per CPU-second of the server, whose every message is a durable post; and of Node `ws`, which keeps nothing.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Context;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::{
    load::{closed, paced},
    process::Process,
    report::{Baseline, Line, progress},
    rig::Rig,
    workload::talk::{self, Speaker, TEXT_BYTES, Venue},
};

const IN_FLIGHT: usize = 64;
const TIME: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_secs(30);

struct Case {
    line: &'static str,
    topics: usize,
    subscribers: usize,
    /// Messages a second in an open loop; `None` is a closed loop.
    rate: Option<f64>,
}

const CASES: [Case; 3] = [
    Case { line: "fanout.batched", topics: 1, subscribers: 1000, rate: None },
    Case { line: "fanout.paced", topics: 1, subscribers: 1000, rate: Some(100.0) },
    Case { line: "fanout.small_channels", topics: 1000, subscribers: 10, rate: None },
];

pub async fn run(rig: &mut Rig) -> anyhow::Result<()> {
    for case in CASES.iter().filter(|case| rig.report.wants(case.line)).collect::<Vec<_>>() {
        let world = rig.world().await?;
        let venue = Venue::server(world, case.topics).await?;
        let frame_bytes = talk::frame_bytes(&venue).await?;
        let (value, ours) = measure(case, &venue, &world.server.process).await?;
        let (venue, peer) = Venue::peer(case.topics, frame_bytes, None)?;
        let (raw, theirs) = measure(case, &venue, &peer).await?;
        let raw_writes = raw_writes(frame_bytes).await?;
        let conditions = json!({
            "topics": case.topics, "subscribers_each": case.subscribers, "in_flight": case.rate.is_none().then_some(IN_FLIGHT), "publishes_per_s": case.rate,
            "text_bytes": TEXT_BYTES, "frame_bytes": frame_bytes, "durable": true, "published_by": "POST", "measured": ours,
            "raw_writes_per_cpu_second": crate::report::round(raw_writes),
            "baseline_durable": false, "baseline_measured": theirs,
        });
        let baseline = Baseline { name: "Node ws", value: raw };
        rig.print(&Line { name: case.line, value, unit: "deliveries/CPU-second", higher_is_better: true, baseline, conditions })?;
    }
    Ok(())
}

/// What the kernel alone allows where each delivery is a write of its own.
async fn raw_writes(frame_bytes: usize) -> anyhow::Result<f64> {
    let arguments = [frame_bytes, 1000, 100, 3].map(|number| number.to_string());
    let raw = tokio::process::Command::from(Rig::peer("peer-write")?).args(arguments).output().await?;
    String::from_utf8(raw.stdout)?.trim().parse().context("the peer prints a number")
}

async fn measure(case: &Case, venue: &Venue, process: &Process) -> anyhow::Result<(f64, Value)> {
    let crowd = venue.gather(case.subscribers, None).await?;
    let mut speakers = Vec::new();
    for number in 0..IN_FLIGHT {
        let mut speaker = venue.speaker().await?;
        speaker.say(number, 0).await?;
        speakers.push(speaker);
    }
    crowd.until((IN_FLIGHT * case.subscribers) as u64, PATIENCE).await?;
    let (events, cpu, begun) = (crowd.events(), process.cpu()?, Instant::now());
    let said = match case.rate {
        None => say_at_will(speakers).await?,
        Some(rate) => say_at(rate, speakers).await?,
    };
    crowd.until(events + said * case.subscribers as u64, PATIENCE).await?;
    let (cpu, took) = (process.cpu()? - cpu, begun.elapsed().as_secs_f64());
    let deliveries = (said * case.subscribers as u64) as f64;
    progress(&format!("{} at {}: {deliveries} deliveries in {took:.1} s, {cpu:.2} CPU-seconds", case.line, process.name));
    Ok((
        deliveries / cpu,
        json!({"deliveries_per_s": crate::report::round(deliveries / took), "cpu_share": crate::report::round(cpu / took)}),
    ))
}

/// Each speaker says the next as soon as the last was acknowledged; all topics in turn.
async fn say_at_will(speakers: Vec<Speaker>) -> anyhow::Result<u64> {
    let next = Arc::new(AtomicU64::new(0));
    let one = move |mut speaker: Speaker| {
        let number = next.fetch_add(1, Ordering::Relaxed);
        async move {
            speaker.say(usize::try_from(number)?, number).await?;
            Ok(speaker)
        }
    };
    Ok(closed(speakers, TIME, one).await?.0)
}

async fn say_at(rate: f64, speakers: Vec<Speaker>) -> anyhow::Result<u64> {
    let speakers: Vec<_> = speakers.into_iter().map(|speaker| Arc::new(Mutex::new(speaker))).collect();
    let mut saying = tokio::task::JoinSet::new();
    paced(rate, TIME, |number, _| {
        let speaker = speakers[number as usize % speakers.len()].clone();
        saying.spawn(async move { speaker.lock().await.say(0, number).await });
        std::future::ready(())
    })
    .await;
    let mut said = 0;
    while let Some(done) = saying.join_next().await {
        done??;
        said += 1;
    }
    Ok(said)
}
