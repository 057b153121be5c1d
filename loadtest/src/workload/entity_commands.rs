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
const WARM: Duration = Duration::from_millis(500);
const TIME: Duration = Duration::from_secs(2);
/// Each case is run so often on either side, by turns, so that a busy moment of the machine meets both; the median counts.
const ROUNDS: usize = 3;

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
    let driver = Command::new(rig.driver(DRIVER)?);
    let mut host = Side::start("host", driver, &rig.socket(), &rig.folder("host")?)?;
    let mut fjall = Side::start("fjall", Rig::peer("peer-fjall")?, &rig.socket(), &rig.folder("fjall")?)?;
    for case in CASES.iter().filter(|case| rig.report.wants(case.line)).collect::<Vec<_>>() {
        let (mut measured, mut raw) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            measured.push(host.drive(case)?);
            raw.push(fjall.drive(case)?);
        }
        let (measured, raw) = (median(measured), median(raw));
        progress(&format!("{}: {:.0}/s, raw {:.0}/s", case.line, measured.per_second(), raw.per_second()));
        let conditions = json!({
            "in_flight": case.in_flight, "entities": case.entities, "rounds": ROUNDS, "seconds": TIME.as_secs(), "journal_row_bytes": peer::fjall::COMMIT_BYTES + peer::fjall::COMMAND_BYTES,
            "latency": measured.latencies.summary(), "baseline_latency": raw.latencies.summary(),
        });
        let baseline = Baseline { name: "raw fjall group commit", value: raw.per_second() };
        rig.print(&Line {
            name: case.line,
            value: measured.per_second(),
            unit: "commands/s",
            higher_is_better: true,
            baseline,
            conditions,
        })?;
    }
    Ok(())
}

/// One of the two stores, with a command for each entity before anything is measured.
struct Side {
    client: Client,
    _process: Process,
}

impl Side {
    fn start(name: &str, mut command: Command, socket: &Path, folder: &Path) -> anyhow::Result<Self> {
        let (process, _) = Process::start_telling(name, command.arg(socket).arg(folder.join("data")))?;
        let mut client = Client::connect(socket)?;
        client.each(0..ENTITIES, 1024)?;
        Ok(Self { client, _process: process })
    }

    fn drive(&mut self, case: &Case) -> anyhow::Result<Outcome> {
        self.client.drive(case.in_flight, WARM, TIME, || rand::random_range(0..case.entities))
    }
}

fn median(mut outcomes: Vec<Outcome>) -> Outcome {
    outcomes.sort_by(|a, b| a.per_second().total_cmp(&b.per_second()));
    outcomes.swap_remove(outcomes.len() / 2)
}
