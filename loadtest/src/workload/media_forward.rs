//! CPU of a forwarded packet: one camera, two hundred subscribers, on the media room's own driver (a session has two people).

use std::{
    os::unix::net::UnixStream,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, bail, ensure};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    task::JoinSet,
};
use uuid::Uuid;

use crate::{
    client::media::{Direct, FRAMES_PER_SECOND, PACKET_BYTES, PACKETS_PER_FRAME, Peer, Seen},
    process::Process,
    report::{Baseline, Line, progress},
    rig::Rig,
};

const DRIVER: &str = "forward";
const SUBSCRIBERS: u64 = 200;
const PER_SECOND: u64 = FRAMES_PER_SECOND * PACKETS_PER_FRAME;
const TIME: Duration = Duration::from_secs(8);
const RAW_SECONDS: u64 = 4;
const PATIENCE: Duration = Duration::from_secs(30);

pub async fn run(rig: &mut Rig) -> anyhow::Result<()> {
    let socket = rig.socket();
    let (process, _) = Process::start_telling("media", Command::new(rig.driver(DRIVER)?).arg(&socket))?;
    let mut signalling = Signalling::connect(UnixStream::connect(&socket)?)?;
    let (seen, stop) = (Arc::new(Seen::default()), Arc::new(AtomicBool::new(false)));
    let mut peers = JoinSet::new();
    for number in 0..=SUBSCRIBERS {
        let direct = if number == 0 { Direct::Publish } else { Direct::Subscribe };
        let (mut peer, sdp) = Peer::offering(direct).await?;
        peer.answered(&signalling.offer(direct, &sdp, peer.camera()).await?)?;
        peers.spawn(peer.run(seen.clone(), stop.clone()));
    }
    let begun = Instant::now();
    while seen.receiving.load(Ordering::Relaxed) < SUBSCRIBERS {
        let (connected, receiving) = (seen.connected.load(Ordering::Relaxed), seen.receiving.load(Ordering::Relaxed));
        ensure!(begun.elapsed() < PATIENCE, "{connected} connected, {receiving} of {SUBSCRIBERS} receive");
        if let Some(ended) = peers.try_join_next() {
            ended??;
            bail!("a peer ended early");
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    progress(&format!("all receive after {:.1} s", begun.elapsed().as_secs_f64()));
    tokio::time::sleep(Duration::from_secs(1)).await;
    let waits = signalling.waits().await?;
    let (packets, cpu) = (seen.packets.load(Ordering::Relaxed), process.cpu()?);
    tokio::time::sleep(TIME).await;
    let packets = seen.packets.load(Ordering::Relaxed) - packets;
    let cpu = process.cpu()? - cpu;
    let waits = signalling.waits().await?.since(&waits);
    stop.store(true, Ordering::Relaxed);
    ensure!(packets > 0, "no packet came");
    while let Some(ended) = peers.join_next().await {
        ended??;
    }
    let expected = SUBSCRIBERS * PER_SECOND * TIME.as_secs();

    let arguments = [PACKET_BYTES as u64, SUBSCRIBERS, PER_SECOND, RAW_SECONDS].map(|number| number.to_string());
    let raw = tokio::process::Command::from(Rig::peer("peer-send")?).args(arguments).output().await?;
    let baseline = Baseline {
        name: "sendto of the same packets",
        value: String::from_utf8(raw.stdout)?.trim().parse().context("the peer prints a number")?,
    };
    let conditions = json!({
        "publishers": 1, "subscribers": SUBSCRIBERS, "packet_bytes": PACKET_BYTES, "packets_per_s": PER_SECOND, "seconds": TIME.as_secs(),
        "received": waits.all(), "received_after_100_ms": waits.above(0.1)?, "wait_ms_at_most": waits.longest().map(|bound| bound * 1e3),
        "received_share": crate::report::round(packets as f64 / expected as f64), "cpu_share": crate::report::round(cpu / TIME.as_secs_f64()),
    });
    let value = cpu * 1e6 / packets as f64;
    rig.print(&Line { name: "media.forward", value, unit: "us/packet", higher_is_better: false, baseline, conditions })
}

/// Offers over the driver's socket, one JSON object a line each way.
struct Signalling {
    stream: BufReader<tokio::net::UnixStream>,
    room: Uuid,
}

impl Signalling {
    fn connect(stream: UnixStream) -> anyhow::Result<Self> {
        stream.set_nonblocking(true)?;
        Ok(Self { stream: BufReader::new(tokio::net::UnixStream::from_std(stream)?), room: Uuid::new_v4() })
    }

    async fn offer(&mut self, direct: Direct, sdp: &str, camera: Option<String>) -> anyhow::Result<String> {
        let connection = if direct == Direct::Publish { "publish" } else { "subscribe" };
        let sources: serde_json::Map<String, Value> = camera.into_iter().map(|mid| (mid, "camera".into())).collect();
        let offer =
            json!({"room": self.room, "participant": Uuid::new_v4(), "connection": connection, "sdp": sdp, "sources": sources});
        self.ask(&json!({ "offer": offer }), "sdp").await
    }

    async fn waits(&mut self) -> anyhow::Result<Waits> {
        Waits::of(&self.ask(&json!("metrics"), "metrics").await?)
    }

    async fn ask(&mut self, question: &Value, wanted: &str) -> anyhow::Result<String> {
        self.stream.get_mut().write_all(format!("{question}\n").as_bytes()).await?;
        let mut line = String::new();
        self.stream.read_line(&mut line).await?;
        let answer: Value = serde_json::from_str(&line)?;
        answer[wanted].as_str().map(str::to_owned).with_context(|| format!("{wanted} was refused: {line}"))
    }
}

/// How long what came in had waited for its worker: per bound in seconds, how many datagrams waited no longer.
struct Waits(Vec<(f64, u64)>);

impl Waits {
    fn of(metrics: &str) -> anyhow::Result<Self> {
        let buckets = metrics.lines().filter_map(|line| line.strip_prefix("media_wait_seconds_bucket{le=\""));
        let read = |line: &str| -> anyhow::Result<(f64, u64)> {
            let (bound, count) = line.split_once("\"} ").context("a bucket has a bound and a count")?;
            Ok((bound.replace("+Inf", "inf").parse()?, count.parse()?))
        };
        buckets.map(read).collect::<anyhow::Result<_>>().map(Self)
    }

    fn since(self, former: &Self) -> Self {
        Self(self.0.into_iter().zip(&former.0).map(|((bound, count), (_, before))| (bound, count - before)).collect())
    }

    fn all(&self) -> u64 {
        self.0.last().map_or(0, |(_, count)| *count)
    }

    fn above(&self, bound: f64) -> anyhow::Result<u64> {
        let within = self.0.iter().find(|(of, _)| (of - bound).abs() < 1e-9).context("the histogram has no such bound")?;
        Ok(self.all() - within.1)
    }

    /// The least bound that all stayed within; none where one waited longer than the last.
    fn longest(&self) -> Option<f64> {
        self.0.iter().find(|(_, count)| *count == self.all()).map(|(bound, _)| *bound).filter(|bound| bound.is_finite())
    }
}
