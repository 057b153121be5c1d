//! The server under load: the real binary with settings of its own, in a folder of its own.

use std::{
    io::Write,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, bail, ensure};
use hyper::{Method, StatusCode};

use crate::{client::http::Connection, process::Process};

pub struct Server {
    pub process: Process,
    pub address: SocketAddr,
}

/// Where a server lives between its runs.
pub struct Home {
    binary: PathBuf,
    folder: PathBuf,
}

impl Home {
    pub fn new(binary: &Path, folder: &Path) -> anyhow::Result<Self> {
        let binary = std::path::absolute(binary)?;
        ensure!(binary.is_file(), "{} is not built", binary.display());
        Ok(Self { binary, folder: folder.to_owned() })
    }

    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// `lyceum ARGS…` to its end.
    pub fn command(&self, arguments: &[&str], input: &str) -> anyhow::Result<String> {
        let mut command = self.configured(address(free_port()?));
        let mut child = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        child.stdin.take().context("the input is piped")?.write_all(input.as_bytes())?;
        let output = child.wait_with_output()?;
        ensure!(output.status.success(), "lyceum {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Starts it and waits until it is ready; tells how long that took from `exec`.
    pub async fn serve(&self) -> anyhow::Result<(Server, Duration)> {
        self.serve_at(address(free_port()?)).await
    }

    pub async fn serve_at(&self, address: SocketAddr) -> anyhow::Result<(Server, Duration)> {
        let log = self.folder.join("server.log");
        let begun = Instant::now();
        let process = Process::start("lyceum", self.configured(address).arg("serve"), &log)?;
        let mut server = Server { process, address };
        while !server.ready().await {
            if let Err(error) = server.process.check() {
                bail!("{error}\n{}", tail(&log));
            }
            ensure!(begun.elapsed() < Duration::from_mins(1), "the server is not ready after a minute\n{}", tail(&log));
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Ok((server, begun.elapsed()))
    }

    fn configured(&self, address: SocketAddr) -> Command {
        let mut command = Command::new(&self.binary);
        command
            .env("LYCEUM_DATA", self.data())
            .env("LYCEUM_LISTEN", address.to_string())
            .env("LYCEUM_PUBLIC_URL", format!("http://{address}"))
            .env("LYCEUM_CONSOLE", Path::new(env!("CARGO_MANIFEST_DIR")).join("../gateway/web/dist"))
            .env("LYCEUM_MEDIA_UDP", format!("127.0.0.1:{}", free_port().unwrap_or(19_000)))
            .env("LYCEUM_LOG_FILTER", "warn");
        // What protects a server from one client would only stop this one.
        for limit in [
            "SIGN_UP_PER_HOUR",
            "SIGN_IN_PER_MINUTE",
            "ACCOUNT_SIGN_IN_PER_MINUTE",
            "REQUESTS_PER_MINUTE",
            "MENTORING_REQUESTS_PER_HOUR",
        ] {
            command.env(format!("LYCEUM_LIMITS_{limit}"), "1000000000");
        }
        command.env("LYCEUM_LIMITS_CONNECTIONS", "60000").env("LYCEUM_LIMITS_CONNECTIONS_BY_ADDRESS", "60000");
        command
    }
}

impl Server {
    async fn ready(&self) -> bool {
        let Ok(mut connection) = Connection::open(self.address).await else { return false };
        connection.send(Method::GET, "/readyz", None, None).await.is_ok_and(|answer| answer.status() == StatusCode::OK)
    }
}

fn address(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

/// A port that was free a moment ago, below those that clients are given.
fn free_port() -> anyhow::Result<u16> {
    for _ in 0..100 {
        let port = rand::random_range(20_000..32_000);
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Ok(port);
        }
    }
    bail!("no free port")
}

fn tail(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}
