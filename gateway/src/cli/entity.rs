//! What operators' commands share: how an entity is named, how an answer is written.

use std::{
    io::{ErrorKind, Write},
    sync::atomic::{AtomicBool, Ordering},
};

use lyceum_gateway::operator::Name;
use serde::Serialize;
use uuid::Uuid;

#[derive(clap::Args)]
pub struct Entity {
    /// The organization's id, or its name in links.
    #[arg(long)]
    organization: String,
    /// What it is: `user`, `channel`, `mentoring_request` …
    #[arg(long)]
    kind: String,
    /// Its id, as lists, logs and addresses show it.
    #[arg(long)]
    id: Uuid,
}

impl Entity {
    pub fn name(self) -> Name {
        Name { organization: self.organization, kind: self.kind, id: self.id }
    }

    /// As it is named on the command line.
    pub fn flags(name: &Name) -> String {
        format!("--organization {} --kind {} --id {}", name.organization, name.kind, name.id)
    }
}

#[derive(clap::Args)]
pub struct Form {
    /// One JSON object instead of lines.
    #[arg(long)]
    json: bool,
}

impl Form {
    /// True if it was printed as JSON.
    pub fn print(&self, answer: &impl Serialize) -> anyhow::Result<bool> {
        if self.json {
            say!("{}", serde_json::to_string_pretty(answer)?);
        }
        Ok(self.json)
    }
}

/// Prints many lines; who reads them may have enough before the last.
pub fn lines(lines: impl Iterator<Item = String>) {
    let mut out = std::io::stdout().lock();
    for line in lines {
        if let Err(error) = writeln!(out, "{line}") {
            UNWRITTEN.fetch_or(error.kind() != ErrorKind::BrokenPipe, Ordering::Relaxed);
            return;
        }
    }
}

/// Something could not be written, as on a full disk: a script must not take what is there for all.
static UNWRITTEN: AtomicBool = AtomicBool::new(false);

pub fn is_written() -> bool {
    !UNWRITTEN.load(Ordering::Relaxed)
}

pub fn blocking(work: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}
