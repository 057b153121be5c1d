//! One file a workload; the table says which lines each one prints.

mod channel;
mod disk;
mod entity_commands;
mod entity_memory;
mod fanout;
mod first_frame;
mod http;
mod media_forward;
mod overload;
mod restart;
mod session_memory;
mod start;
mod talk;

use crate::{report::progress, rig::Rig};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Workload {
    EntityCommands,
    EntityMemory,
    Disk,
    StartReady,
    MediaForward,
    SessionMemory,
    Http,
    Channel,
    Fanout,
    FirstFrame,
    Restart,
    Overload,
}

/// In the order of their running: what needs the shared server comes last.
const TABLE: &[(Workload, &[&str])] = &[
    (Workload::EntityCommands, &["entity.commands_1", "entity.commands_64", "entity.commands_1024", "entity.commands_hot"]),
    (Workload::EntityMemory, &["entity.memory"]),
    (Workload::Disk, &["disk.bytes_per_command"]),
    (Workload::StartReady, &["start.ready", "start.ready_1m"]),
    (Workload::MediaForward, &["media.forward"]),
    (Workload::SessionMemory, &["session.memory", "session.memory_parked"]),
    (Workload::Http, &["http.read", "http.write"]),
    (Workload::Channel, &["channel.durable", "channel.latency_p99"]),
    (Workload::Fanout, &["fanout.batched", "fanout.paced", "fanout.small_channels"]),
    (Workload::FirstFrame, &["media.first_frame"]),
    (Workload::Restart, &["restart.lost", "restart.longest_wait"]),
    (Workload::Overload, &["overload.goodput", "overload.p99_kept"]),
];

/// All workloads run even when one fails; then the whole fails.
pub async fn run_all(mut rig: Rig) -> anyhow::Result<()> {
    let mut failed = Vec::new();
    for (workload, lines) in TABLE {
        if !lines.iter().any(|line| rig.report.wants(line)) {
            continue;
        }
        progress(lines[0]);
        let outcome = match workload {
            Workload::EntityCommands => entity_commands::run(&mut rig),
            Workload::EntityMemory => entity_memory::run(&mut rig),
            Workload::Disk => disk::run(&mut rig),
            Workload::StartReady => start::run(&mut rig).await,
            Workload::MediaForward => media_forward::run(&mut rig).await,
            Workload::SessionMemory => session_memory::run(&mut rig).await,
            Workload::Http => http::run(&mut rig).await,
            Workload::Channel => channel::run(&mut rig).await,
            Workload::Fanout => fanout::run(&mut rig).await,
            Workload::FirstFrame => first_frame::run(&mut rig).await,
            Workload::Restart => restart::run(&mut rig).await,
            Workload::Overload => overload::run(&mut rig).await,
        };
        if let Err(error) = outcome {
            progress(&format!("{} failed: {error:#}", lines.join(", ")));
            failed.extend_from_slice(lines);
        }
    }
    anyhow::ensure!(failed.is_empty(), "no line for {}", failed.join(", "));
    Ok(())
}
