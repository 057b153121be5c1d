//! From `exec` to ready on a store of 100,000 entities of the platform's own, after a stop without warning.

use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use serde_json::json;

use crate::{
    client::batch::Client,
    process::Process,
    report::{Baseline, Line},
    rig::Rig,
    server::Home,
    workload::entity_commands::DRIVER,
};

const ENTITIES: u64 = 100_000;
const IN_FLIGHT: usize = 1024;
const RUNS: usize = 7;

pub async fn run(rig: &mut Rig) -> anyhow::Result<()> {
    let folder = rig.folder("start")?;
    let home = Home::new(&rig.server, &folder)?;
    let driver = rig.driver(DRIVER)?;
    let socket = rig.socket();
    fill(Command::new(driver).arg(&socket).arg(home.data()).arg("--channels"), &socket)?;
    let mut times = Vec::new();
    for _ in 0..RUNS {
        times.push(home.serve().await?.1);
    }
    let value = median(&mut times);

    let raw = rig.folder("start-raw")?;
    let peer = |socket: &Path| -> anyhow::Result<Command> {
        let mut command = Rig::peer("peer-fjall")?;
        command.arg(socket).arg(raw.join("data"));
        Ok(command)
    };
    let socket = rig.socket();
    fill(&mut peer(&socket)?, &socket)?;
    let mut opened = Vec::new();
    for _ in 0..RUNS {
        let mut command = peer(&rig.socket())?;
        let begun = Instant::now();
        let _process = Process::start_telling("fjall", &mut command)?;
        opened.push(begun.elapsed());
    }
    let baseline = Baseline { name: "raw fjall opened, its heads read", value: median(&mut opened) };
    let conditions = json!({"entities": ENTITIES, "runs": RUNS, "median": true, "max_ms": times.last().map(Duration::as_millis), "stopped_by": "SIGKILL"});
    rig.print(&Line { name: "start.ready", value, unit: "ms", higher_is_better: false, baseline, conditions })
}

fn fill(command: &mut Command, socket: &Path) -> anyhow::Result<()> {
    let (_process, _) = Process::start_telling("filling", command)?;
    Client::connect(socket)?.each(0..ENTITIES, IN_FLIGHT)?;
    Ok(())
}

fn median(times: &mut [Duration]) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1000.0
}
