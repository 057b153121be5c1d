//! Bytes on disk for each command, after a stop that leaves nothing to be written.

use std::{
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use serde_json::json;

use crate::{
    client::batch::Client,
    process::Process,
    report::{Baseline, Line, round},
    rig::Rig,
    workload::entity_commands::DRIVER,
};

const ENTITIES: u64 = 10_000;
const COMMANDS: u64 = 10;
const IN_FLIGHT: usize = 256;
/// Of a block, as `stat` counts them.
const BLOCK_BYTES: u64 = 512;

pub fn run(rig: &mut Rig) -> anyhow::Result<()> {
    let command = Command::new(rig.driver(DRIVER)?);
    let ours = fill(rig, "host", command)?;
    let raw = fill(rig, "fjall", Rig::peer("peer-fjall")?)?;
    let each = |folder: &Path| -> anyhow::Result<f64> { Ok(bytes(folder)? as f64 / (ENTITIES * COMMANDS) as f64) };
    let conditions = json!({
        "entities": ENTITIES, "commands_each": COMMANDS, "in_flight": IN_FLIGHT,
        "log": round(each(&ours.join("log"))?), "index": round(each(&ours.join("index"))?),
    });
    let baseline = Baseline { name: "raw fjall with rows of the same bytes", value: each(&raw)? };
    let (name, value, unit) = ("disk.bytes_per_command", each(&ours)?, "bytes");
    rig.print(&Line { name, value, unit, higher_is_better: false, baseline, conditions })
}

/// The folder in which so many commands are.
fn fill(rig: &mut Rig, name: &str, mut command: Command) -> anyhow::Result<PathBuf> {
    let (socket, data) = (rig.socket(), rig.folder(name)?.join("data"));
    let (mut process, _) = Process::start_telling(name, command.arg(&socket).arg(&data))?;
    let mut client = Client::connect(&socket)?;
    for _ in 0..COMMANDS {
        client.each(0..ENTITIES, IN_FLIGHT)?;
    }
    drop(client);
    process.stop(Duration::from_secs(30))?;
    Ok(data)
}

fn bytes(path: &Path) -> anyhow::Result<u64> {
    let found = fs::symlink_metadata(path)?;
    let mut bytes = found.blocks() * BLOCK_BYTES;
    if found.is_dir() {
        for entry in fs::read_dir(path)? {
            bytes += self::bytes(&entry?.path())?;
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folders_bytes_are_those_of_all_files_below() {
        let folder = tempfile::tempdir().unwrap();
        let empty = bytes(folder.path()).unwrap();
        fs::create_dir(folder.path().join("below")).unwrap();
        fs::write(folder.path().join("below/file"), vec![1; 100_000]).unwrap();
        fs::File::open(folder.path().join("below/file")).unwrap().sync_all().unwrap();
        assert!((100_000..130_000).contains(&(bytes(folder.path()).unwrap() - empty)));
    }
}
