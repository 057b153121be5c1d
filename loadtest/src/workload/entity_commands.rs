//! Durable commands a second on the host, and of fjall alone, by the same client over the same socket protocol.

use std::{path::Path, process::Command, time::Duration};

use serde_json::json;

use crate::{
    client::batch::{Client, Outcome},
    peer,
    process::Process,
    report::{Baseline, Line, progress},
    rig::Rig,
};

pub const DRIVER: &str = "host_load";
const ENTITIES: u64 = 10_000;
const WARM: Duration = Duration::from_secs(1);
const TIME: Duration = Duration::from_secs(4);

struct Case {
    line: &'static str,
    in_flight: usize,
    entities: u64,
}

const CASES: [Case; 4] = [
    Case { line: "entity.commands_1", in_flight: 1, entities: ENTITIES },
    Case { line: "entity.commands_64", in_flight: 64, entities: ENTITIES },
    Case { line: "entity.commands_1024", in_flight: 1024, entities: ENTITIES },
    Case { line: "entity.commands_hot", in_flight: 64, entities: 1 },
];

pub fn run(rig: &mut Rig) -> anyhow::Result<()> {
    let folder = rig.folder("host")?;
    let driver = rig.driver(DRIVER)?;
    let measured: Vec<Outcome> =
        measure("host", Command::new(driver).arg(folder.join("socket")).arg(folder.join("data")), &folder)?;
    let folder = rig.folder("fjall")?;
    let raw = measure("fjall", Rig::peer("peer-fjall")?.arg(folder.join("socket")).arg(folder.join("data")), &folder)?;
    for ((case, host), raw) in CASES.iter().zip(&measured).zip(&raw) {
        let baseline = Baseline { name: "raw fjall group commit", value: raw.per_second() };
        let conditions = json!({
            "in_flight": case.in_flight, "entities": case.entities, "seconds": TIME.as_secs(), "event_bytes": peer::fjall::EVENT_BYTES,
            "latency": host.latencies.summary(), "baseline_latency": raw.latencies.summary(),
        });
        rig.print(&Line {
            name: case.line,
            value: host.per_second(),
            unit: "commands/s",
            higher_is_better: true,
            baseline,
            conditions,
        })?;
    }
    Ok(())
}

/// All cases on one store, after each entity had its first command.
fn measure(name: &str, command: &mut Command, folder: &Path) -> anyhow::Result<Vec<Outcome>> {
    let (_process, _) = Process::start_telling(name, command)?;
    let mut client = Client::connect(&folder.join("socket"))?;
    client.each(0..ENTITIES, 1024)?;
    CASES
        .iter()
        .map(|case| {
            let outcome = client.drive(case.in_flight, WARM, TIME, || rand::random_range(0..case.entities))?;
            progress(&format!("{name} {}: {:.0}/s", case.line, outcome.per_second()));
            Ok(outcome)
        })
        .collect()
}
