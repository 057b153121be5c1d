//! From `exec` to ready on a store of many of the platform's own entities, after a stop without warning.

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

const IN_FLIGHT: usize = 1024;

struct Case {
    line: &'static str,
    /// Opened through the host just before the stop, each with a mark that it may have work left.
    at_work: u64,
    /// In the log since long before.
    at_rest: u64,
    runs: usize,
}

const CASES: [Case; 2] = [
    Case { line: "start.ready", at_work: 100_000, at_rest: 0, runs: 7 },
    Case { line: "start.ready_1m", at_work: 100_000, at_rest: 900_000, runs: 5 },
];

pub async fn run(rig: &mut Rig) -> anyhow::Result<()> {
    for case in CASES.iter().filter(|case| rig.report.wants(case.line)).collect::<Vec<_>>() {
        measure(rig, case).await?;
    }
    Ok(())
}

async fn measure(rig: &mut Rig, case: &Case) -> anyhow::Result<()> {
    let folder = rig.folder("start")?;
    let home = Home::new(&rig.server, &folder)?;
    let driver = rig.driver(DRIVER)?;
    let socket = rig.socket();
    let mut command = Command::new(driver);
    command.arg(&socket).arg(home.data()).arg("--channels").arg(case.at_rest.to_string());
    fill(&mut command, &socket, case.at_work)?;
    let mut times = Vec::new();
    for _ in 0..case.runs {
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
    fill(&mut peer(&socket)?, &socket, case.at_work + case.at_rest)?;
    let mut opened = Vec::new();
    for _ in 0..case.runs {
        let mut command = peer(&rig.socket())?;
        let begun = Instant::now();
        let _process = Process::start_telling("fjall", &mut command)?;
        opened.push(begun.elapsed());
    }
    let baseline = Baseline { name: "raw fjall opened, its heads read", value: median(&mut opened) };
    let conditions = json!({
        "entities": case.at_work + case.at_rest, "at_work_when_killed": case.at_work, "runs": case.runs, "median": true,
        "max_ms": times.last().map(Duration::as_millis), "stopped_by": "SIGKILL",
    });
    rig.print(&Line { name: case.line, value, unit: "ms", higher_is_better: false, baseline, conditions })
}

fn fill(command: &mut Command, socket: &Path, entities: u64) -> anyhow::Result<()> {
    let (_process, _) = Process::start_telling("filling", command)?;
    Client::connect(socket)?.each(0..entities, IN_FLIGHT)?;
    Ok(())
}

fn median(times: &mut [Duration]) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1000.0
}
