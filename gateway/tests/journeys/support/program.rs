//! The program itself, as operators start and stop it.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use http::{Method, StatusCode};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::UnixStream,
};

use super::{Person, free_port};

/// `lyceum serve`; killed when dropped.
pub struct Program {
    pub child: Child,
    pub person: Person,
}

/// The program with its settings; which command is still to be said.
pub fn program(data: &Path, port: u16) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lyceum"));
    command
        .env("LYCEUM_DATA", data)
        .env("LYCEUM_LISTEN", format!("127.0.0.1:{port}"))
        .env("LYCEUM_PUBLIC_URL", format!("http://127.0.0.1:{port}"))
        .env("LYCEUM_MEDIA_UDP", "127.0.0.1:0")
        .env("LYCEUM_LOG_FILTER", "warn");
    command
}

impl Program {
    pub async fn serve(data: &Path) -> Self {
        Self::start(data, "serve", |_| {}).await
    }

    /// `lyceum serve` or `demo`, changed before it starts.
    pub async fn start(data: &Path, how: &str, change: impl FnOnce(&mut Command)) -> Self {
        Self::at(free_port(), data, how, change).await
    }

    /// `lyceum demo`, once all that it shows is made.
    pub async fn demo(data: &Path, change: impl FnOnce(&mut Command)) -> Self {
        let mut server = Self::start(data, "demo", |command| change(command.stdout(Stdio::piped()))).await;
        let mut printed = BufReader::new(server.child.stdout.take().unwrap()).lines().map(Result::unwrap);
        assert!(printed.any(|line| line.contains("sara@")), "it says who is there");
        // the last that it says: gone before that, we would break its output
        assert_eq!(printed.next().as_deref(), Some(""));
        server
    }

    /// `lyceum serve` where a former one was: its address is part of who issued a token.
    pub async fn again(data: &Path, port: u16, change: impl FnOnce(&mut Command)) -> Self {
        Self::at(port, data, "serve", change).await
    }

    async fn at(port: u16, data: &Path, how: &str, change: impl FnOnce(&mut Command)) -> Self {
        let mut command = program(data, port);
        change(command.arg(how));
        Self::spawn(command, port).await
    }

    /// `lyceum serve` that may open so many files.
    pub async fn limited(data: &Path, files: u32, change: impl FnOnce(&mut Command)) -> Self {
        let port = free_port();
        let serve = program(data, port);
        let mut command = Command::new("sh");
        command.args(["-c", &format!("ulimit -n {files}; exec \"$0\" serve")]).arg(serve.get_program());
        command.envs(serve.get_envs().filter_map(|(name, value)| Some((name, value?))));
        change(&mut command);
        Self::spawn(command, port).await
    }

    async fn spawn(mut command: Command, port: u16) -> Self {
        let child = command.spawn().unwrap();
        let person = Person { server: ([127, 0, 0, 1], port).into(), token: None, id: String::new() };
        let began = Instant::now();
        while tokio::net::TcpStream::connect(person.server).await.is_err() {
            assert!(began.elapsed() < Duration::from_secs(20), "the server listens");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        while person.send(Method::GET, "/readyz", None, &[]).await.status != StatusCode::OK {
            tokio::task::yield_now().await;
        }
        Self { child, person }
    }

    /// As an operator's service manager does it.
    pub fn terminate(&self) {
        assert!(Command::new("kill").arg(self.child.id().to_string()).status().unwrap().success());
    }
}

/// What monitoring sees of the server over `data`.
pub async fn told(data: &Path) -> String {
    let mut stream = UnixStream::connect(data.join("operator.sock")).await.unwrap();
    stream.write_all(b"GET /metrics HTTP/1.1\r\nhost: operator\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
