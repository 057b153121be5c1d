//! What the process takes of its machine (`proc_pid_stat(5)`).

use std::{fmt, fs};

use prometheus_client::{collector::Collector, encoding::DescriptorEncoder};
use rustix::{
    param::{clock_ticks_per_second, page_size},
    process::{Resource, getrlimit},
};

use tokio::runtime::Handle;

use super::gauges::{counter, gauge};

#[derive(Debug, Default)]
pub struct Process {}

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let encoder = &mut encoder;
        if let Ok(open) = fs::read_dir("/proc/self/fd") {
            gauge(encoder, "open_fds", "Open file descriptors", open.count() as u64)?;
        }
        if let Some(most) = getrlimit(Resource::Nofile).current {
            gauge(encoder, "max_fds", "Most file descriptors that may be open", most)?;
        }
        if let Ok(runtime) = Handle::try_current() {
            let runtime = runtime.metrics();
            gauge(encoder, "tasks", "Tasks of the asynchronous runtime", runtime.num_alive_tasks() as u64)?;
            gauge(encoder, "tasks_waiting", "Tasks that wait for any of its threads", runtime.global_queue_depth() as u64)?;
        }
        if let Some(resident) = resident_pages() {
            gauge(encoder, "resident_memory_bytes", "Memory in use", resident * page_size() as u64)?;
        }
        if let Some(ticks) = cpu_ticks() {
            #[expect(clippy::cast_precision_loss, reason = "exact for a million years")]
            let seconds = ticks as f64 / clock_ticks_per_second() as f64;
            counter(encoder, "cpu_seconds", "Time of all cores", seconds)?;
        }
        Ok(())
    }
}

fn resident_pages() -> Option<u64> {
    fs::read_to_string("/proc/self/statm").ok()?.split(' ').nth(1)?.parse().ok()
}

/// In user and in kernel mode. The name, which may hold anything, ends at the last parenthesis.
fn cpu_ticks() -> Option<u64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let mut after = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut ticks = || after.next()?.parse::<u64>().ok();
    Some(ticks()? + ticks()?)
}
