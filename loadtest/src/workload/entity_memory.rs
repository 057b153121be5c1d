//! Resident bytes of a live entity: entities get ten commands each, the process is started again on what was written, and
//! then entities are woken by a query each. So the slope holds the entities, not the store's write buffers.

use std::{path::Path, process::Command, time::Duration};

use serde_json::json;

use crate::{
    client::batch::Client,
    process::Process,
    report::{Baseline, Line},
    rig::Rig,
    workload::entity_commands::DRIVER,
};

const FEW: u64 = 20_000;
const MANY: u64 = 60_000;
const COMMANDS: usize = 10;
const IN_FLIGHT: usize = 256;
/// The driver reads an entity instead of commanding it when this bit is set.
const QUERY: u64 = 1 << 63;

pub fn run(rig: &mut Rig) -> anyhow::Result<()> {
    let folder = rig.folder("memory")?;
    let driver = rig.driver(DRIVER)?;
    let start = |socket: &Path| -> anyhow::Result<(Process, Client)> {
        let (process, _) = Process::start_telling("host", Command::new(&driver).arg(socket).arg(folder.join("data")))?;
        let client = Client::connect(socket)?;
        Ok((process, client))
    };
    let (mut process, mut client) = start(&rig.socket())?;
    for _ in 0..COMMANDS {
        client.each(0..MANY, IN_FLIGHT)?;
    }
    drop(client);
    process.stop(Duration::from_secs(30))?;

    let (process, mut client) = start(&rig.socket())?;
    client.each((0..FEW).map(|id| id | QUERY), IN_FLIGHT)?;
    let few = process.resident()?;
    client.each((FEW..MANY).map(|id| id | QUERY), IN_FLIGHT)?;
    let value = slope(few, process.resident()?);

    let socket = rig.socket();
    let (process, _) = Process::start_telling("map", Rig::peer("peer-map")?.arg(&socket))?;
    let mut client = Client::connect(&socket)?;
    (0..COMMANDS).try_for_each(|_| client.each(0..FEW, IN_FLIGHT).map(drop))?;
    let few = process.resident()?;
    (0..COMMANDS).try_for_each(|_| client.each(FEW..MANY, IN_FLIGHT).map(drop))?;
    let baseline =
        Baseline { name: "a struct in a map that remembers its last requests", value: slope(few, process.resident()?) };

    let conditions = json!({"entities": [FEW, MANY], "commands_each": COMMANDS});
    rig.print(&Line { name: "entity.memory", value, unit: "bytes", higher_is_better: false, baseline, conditions })
}

fn slope(few: u64, many: u64) -> f64 {
    (many as f64 - few as f64) / (MANY - FEW) as f64
}
