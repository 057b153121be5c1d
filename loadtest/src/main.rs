//! `make bench`: each workload drives a server in a process of its own from outside, and a baseline with the same clients
//! in the same run. README.md says what each number means.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts become figures of three digits; nothing here is indexed or stored by them"
)]

mod client;
mod load;
mod peer;
mod people;
mod process;
mod report;
mod rig;
mod server;
mod workload;
mod world;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "lyceum-bench", about = "Measures the server over its wire, beside peers and raw limits")]
struct Arguments {
    /// The server's binary. The drivers of single rooms are looked for in `examples/` beside it.
    #[arg(long, default_value = "target/release/lyceum")]
    server: PathBuf,
    /// Where the lines are kept. A whole run begins the file anew; with `--only`, lines are added.
    #[arg(long, default_value = "target/bench.jsonl")]
    out: PathBuf,
    /// Only the lines whose names begin so.
    #[arg(long)]
    only: Option<String>,
    #[command(subcommand)]
    peer: Option<Peer>,
}

/// Processes that this binary starts of itself, so that a baseline's CPU and memory are its own.
#[derive(Subcommand)]
enum Peer {
    /// Group commits in fjall behind the entity driver's socket.
    #[command(name = "peer-fjall", hide = true)]
    Fjall { socket: PathBuf, data: PathBuf },
    /// The state of entities as plain structs in a map.
    #[command(name = "peer-map", hide = true)]
    Map { socket: PathBuf },
    /// One fixed answer to every HTTP request.
    #[command(name = "peer-hyper", hide = true)]
    Hyper { response: PathBuf },
    /// Datagrams sent one by one.
    #[command(name = "peer-send", hide = true)]
    Send { bytes: usize, receivers: usize, per_second: u64, seconds: u64 },
    /// Frames written to one socket after the other.
    #[command(name = "peer-write", hide = true)]
    Write { bytes: usize, readers: usize, per_second: u64, seconds: u64 },
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report::progress(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> anyhow::Result<()> {
    process::raise_file_limit();
    match arguments.peer {
        Some(Peer::Fjall { socket, data }) => peer::fjall::run(&socket, &data),
        Some(Peer::Map { socket }) => peer::map::run(&socket),
        Some(Peer::Hyper { response }) => peer::hyper::run(&response),
        Some(Peer::Send { bytes, receivers, per_second, seconds }) => peer::send::run(bytes, receivers, per_second, seconds),
        Some(Peer::Write { bytes, readers, per_second, seconds }) => peer::write::run(bytes, readers, per_second, seconds),
        None => {
            let report = report::Report::open(&arguments.out, arguments.only)?;
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
            runtime.block_on(workload::run_all(rig::Rig::new(arguments.server, report)?))
        }
    }
}
