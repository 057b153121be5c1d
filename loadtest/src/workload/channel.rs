//! Durable messages: how many a second, and at half of that how long from the intended send until the last subscriber has it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::ensure;
use serde_json::json;
use tokio::sync::Mutex;

use crate::{
    load::{Latencies, closed, paced},
    report::{Baseline, Line, progress},
    rig::Rig,
    workload::talk::{self, Speaker, TEXT_BYTES, Venue},
};

const CHANNELS: usize = 100;
const SUBSCRIBERS: u32 = 10;
const SPEAKERS: usize = 256;
const WARM: Duration = Duration::from_secs(1);
const TIME: Duration = Duration::from_secs(6);
const PATIENCE: Duration = Duration::from_secs(30);

pub async fn run(rig: &mut Rig) -> anyhow::Result<()> {
    let folder = rig.folder("peer-log")?;
    let world = rig.world().await?;
    let venue = Venue::server(world, CHANNELS).await?;
    let frame_bytes = talk::frame_bytes(&venue).await?;
    let rate = durable(&venue).await?;
    progress(&format!("server: {rate:.0} messages/s"));
    let world = rig.world().await?;
    let latencies = latency(&Venue::server(world, CHANNELS).await?, rate / 2.0).await?;
    let (peer, _process) = Venue::peer(CHANNELS, frame_bytes, Some(&folder.join("log")))?;
    let peer_rate = durable(&peer).await?;
    let peer_latencies = latency(&peer, rate.min(peer_rate) / 2.0).await?;

    let conditions = json!({"channels": CHANNELS, "subscribers_each": SUBSCRIBERS, "in_flight": SPEAKERS, "text_bytes": TEXT_BYTES, "frame_bytes": frame_bytes, "seconds": TIME.as_secs()});
    let name = "Node ws, each group of messages written and fdatasynced first";
    let baseline = Baseline { name, value: peer_rate };
    rig.print(&Line { name: "channel.durable", value: rate, unit: "messages/s", higher_is_better: true, baseline, conditions })?;
    let conditions = json!({
        "messages_per_s": crate::report::round(rate / 2.0), "baseline_messages_per_s": crate::report::round(rate.min(peer_rate) / 2.0), "from": "intended send", "to": "last of the receipts",
        "loop": "open", "latency": latencies.summary(), "baseline_latency": peer_latencies.summary(),
    });
    let baseline = Baseline { name, value: peer_latencies.ms(99.0) };
    rig.print(&Line {
        name: "channel.latency_p99",
        value: latencies.ms(99.0),
        unit: "ms",
        higher_is_better: false,
        baseline,
        conditions,
    })
}

/// Acknowledged messages a second of so many speakers; all of them must arrive everywhere.
async fn durable(venue: &Venue) -> anyhow::Result<f64> {
    let crowd = venue.gather(SUBSCRIBERS as usize, None).await?;
    let mut speakers = Vec::new();
    for _ in 0..SPEAKERS {
        speakers.push(venue.speaker().await?);
    }
    let next = Arc::new(AtomicU64::new(0));
    let one = move |mut speaker: Speaker| {
        let number = next.fetch_add(1, Ordering::Relaxed);
        async move {
            speaker.say(usize::try_from(number)?, number).await?;
            Ok(speaker)
        }
    };
    let (warm, speakers) = closed(speakers, WARM, one.clone()).await?;
    let begun = Instant::now();
    let (said, _) = closed(speakers, TIME, one).await?;
    crowd.until((warm + said) * u64::from(SUBSCRIBERS), PATIENCE).await?;
    Ok(said as f64 / begun.elapsed().as_secs_f64())
}

/// Every message's intended time and how many have it.
struct Receipts {
    begun: Instant,
    due_us: Vec<AtomicU64>,
    heard: Vec<AtomicU32>,
    latencies: std::sync::Mutex<Latencies>,
}

impl Receipts {
    fn heard(&self, payload: &[u8]) {
        let now = self.begun.elapsed();
        let Some(number) = talk::number_in(payload).ok().and_then(|number| usize::try_from(number).ok()) else { return };
        let Some(heard) = self.heard.get(number) else { return };
        if heard.fetch_add(1, Ordering::Relaxed) + 1 == SUBSCRIBERS {
            let due = Duration::from_micros(self.due_us[number].load(Ordering::Relaxed));
            self.latencies.lock().expect("adding to a histogram does not panic").add(now.saturating_sub(due));
        }
    }
}

async fn latency(venue: &Venue, rate: f64) -> anyhow::Result<Latencies> {
    let total = (rate * TIME.as_secs_f64()) as usize;
    let receipts = Arc::new(Receipts {
        begun: Instant::now(),
        due_us: (0..total).map(|_| AtomicU64::new(0)).collect(),
        heard: (0..total).map(|_| AtomicU32::new(0)).collect(),
        latencies: std::sync::Mutex::new(Latencies::new()),
    });
    let hearing = receipts.clone();
    let crowd = venue.gather(SUBSCRIBERS as usize, Some(Arc::new(move |payload: &[u8]| hearing.heard(payload)))).await?;
    let mut speakers = Vec::new();
    for _ in 0..SPEAKERS {
        speakers.push(Arc::new(Mutex::new(venue.speaker().await?)));
    }
    let mut saying = tokio::task::JoinSet::new();
    paced(rate, TIME, |number, due| {
        let speaker = speakers[number as usize % SPEAKERS].clone();
        let since = due.saturating_duration_since(receipts.begun).as_micros();
        if let Some(slot) = receipts.due_us.get(number as usize) {
            slot.store(u64::try_from(since).unwrap_or_default(), Ordering::Relaxed);
        }
        saying.spawn(async move { speaker.lock().await.say(number as usize, number).await });
        std::future::ready(())
    })
    .await;
    while let Some(done) = saying.join_next().await {
        done??;
    }
    crowd.until(total as u64 * u64::from(SUBSCRIBERS), PATIENCE).await?;
    let latencies =
        std::mem::replace(&mut *receipts.latencies.lock().expect("adding to a histogram does not panic"), Latencies::new());
    ensure!(latencies.count() == total as u64, "{} of {total} messages were heard by all", latencies.count());
    Ok(latencies)
}
