//! From `exec` to ready on a store of 100,000 entities of the platform's own, after a stop without warning.

use std::{
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
    fill(Command::new(driver).arg(folder.join("socket")).arg(home.data()).arg("--channels"), &folder.join("socket"))?;
    let mut times = Vec::new();
    for _ in 0..RUNS {
        times.push(home.serve().await?.1);
    }
    let value = median(&mut times);

    let raw = rig.folder("start-raw")?;
    let peer = |socket: &str| -> anyhow::Result<Command> {
        let mut command = Rig::peer("peer-fjall")?;
        command.arg(raw.join(socket)).arg(raw.join("data"));
        Ok(command)
    };
    fill(&mut peer("fill")?, &raw.join("fill"))?;
    let mut opened = Vec::new();
    for run in 0..RUNS {
        let mut command = peer(&format!("run-{run}"))?;
        let begun = Instant::now();
        let _process = Process::start_telling("fjall", &mut command)?;
        opened.push(begun.elapsed());
    }
    let baseline = Baseline { name: "raw fjall opened, its heads read", value: median(&mut opened) };
    let conditions = json!({"entities": ENTITIES, "runs": RUNS, "median": true, "max_ms": times.last().map(Duration::as_millis), "stopped_by": "SIGKILL"});
    rig.print(&Line { name: "start.ready", value, unit: "ms", higher_is_better: false, baseline, conditions })
}

fn fill(command: &mut Command, socket: &std::path::Path) -> anyhow::Result<()> {
    let (_process, _) = Process::start_telling("filling", command)?;
    Client::connect(socket)?.each(0..ENTITIES, IN_FLIGHT)?;
    Ok(())
}

fn median(times: &mut [Duration]) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1000.0
}
