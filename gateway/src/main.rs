//! The `lyceum` program.

mod cli;

use std::process::ExitCode;

/// Sessions are many and small; the system's allocator keeps what they leave.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    match cli::run() {
        Ok(code) if cli::is_written() => code,
        Ok(_) => {
            eprintln!("lyceum: not all of the output could be written; give it a place that is not full");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("lyceum: {error:#}");
            ExitCode::FAILURE
        }
    }
}
