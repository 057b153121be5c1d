//! What workloads share: where the binaries are, scratch folders, the report, and the one server with people and channels.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, ensure};
use tempfile::TempDir;

use crate::{
    process::Process,
    report::{Line, Report, progress},
    world::World,
};

pub struct Rig {
    pub server: PathBuf,
    pub report: Report,
    scratch: TempDir,
    /// Apart and short: a socket's path has at most 107 bytes.
    sockets: TempDir,
    folders: usize,
    world: Option<World>,
}

impl Rig {
    pub fn new(server: PathBuf, report: Report) -> anyhow::Result<Self> {
        // On disk, not in memory: an fsync must cost what it costs.
        let beside = server.parent().filter(|folder| folder.is_dir()).map_or_else(std::env::temp_dir, Path::to_path_buf);
        let scratch = tempfile::Builder::new().prefix("lyceum-bench-").tempdir_in(beside)?;
        let sockets = tempfile::Builder::new().prefix("lb-").tempdir()?;
        Ok(Self { server, report, scratch, sockets, folders: 0, world: None })
    }

    /// An empty folder of its own.
    pub fn folder(&mut self, name: &str) -> anyhow::Result<PathBuf> {
        self.folders += 1;
        let path = self.scratch.path().join(format!("{}-{name}", self.folders));
        std::fs::create_dir_all(&path)?;
        Ok(path)
    }

    /// The path of a unix socket that is not there yet.
    pub fn socket(&mut self) -> PathBuf {
        self.folders += 1;
        self.sockets.path().join(self.folders.to_string())
    }

    /// A room's driver, built as an example of its crate.
    pub fn driver(&self, name: &str) -> anyhow::Result<PathBuf> {
        let path = self.server.with_file_name("examples").join(name);
        ensure!(path.is_file(), "{} is not built: scripts/bench.sh builds it", path.display());
        Ok(path)
    }

    /// This binary again, as one of its peers.
    pub fn peer(name: &str) -> anyhow::Result<Command> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg(name);
        Ok(command)
    }

    /// A peer in Node; its packages are installed when they are missing.
    pub fn node_peer(script: &str, arguments: &[String]) -> anyhow::Result<(Process, String)> {
        let folder = peers_folder()?;
        Process::start_telling(script, Command::new("node").arg(folder.join(script)).args(arguments))
    }

    /// The server with its channels, started once for all workloads that use them.
    pub async fn world(&mut self) -> anyhow::Result<&mut World> {
        if self.world.is_none() {
            progress("starting the server, making people and channels");
            let folder = self.folder("world")?;
            self.world = Some(World::build(&self.server, &folder).await?);
        }
        self.world.as_mut().context("the world was just made")
    }

    /// Ends the shared server, so that it does not stand beside what is measured next.
    pub fn forget_world(&mut self) {
        self.world = None;
    }

    pub fn print(&mut self, line: &Line<'_>) -> anyhow::Result<()> {
        self.report.print(line)
    }
}

/// The folder of the Node peers with their packages installed as the lock file says.
pub fn peers_folder() -> anyhow::Result<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers");
    let lock = std::fs::read(folder.join("package-lock.json")).context("reading the peers' lock file")?;
    let stamp = folder.join("node_modules/.installed");
    if std::fs::read(&stamp).ok().as_ref() != Some(&lock) {
        progress("installing the peers' packages");
        let status = Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"])
            .arg(&folder)
            .stdout(std::io::stderr())
            .status()?;
        ensure!(status.success(), "npm ci of the peers failed: {status}");
        std::fs::write(stamp, lock)?;
    }
    Ok(folder)
}
