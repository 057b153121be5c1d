//! The real program in a folder of its own, and a shell beside it as a reader has one.

use std::{
    fs::{self, File},
    io::Write,
    os::unix::fs::symlink,
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::{port::free_port, tree::root};

/// For whatever asks: `lyceum organization create` reads it.
const STANDARD_INPUT: &[u8] = b"a quiet river at dawn\n";
const POLL: Duration = Duration::from_millis(10);
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Reader {
    folder: TempDir,
    port: u16,
    server: Option<Child>,
}

impl Reader {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("bin")).unwrap();
        symlink(env!("CARGO_BIN_EXE_lyceum"), folder.path().join("bin/lyceum")).unwrap();
        File::create(folder.path().join("variables")).unwrap();
        Self { folder, port: free_port(), server: None }
    }

    /// `program ARGS` with the Node that the console's tools use, and no settings but the port.
    fn command(&self, program: &str, args: &[&str]) -> Command {
        let mut command = Command::new(root().join("scripts/node.sh"));
        command.args([program]).args(args).current_dir(self.folder.path());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("LYCEUM_") || name.starts_with("MAKE")) {
            command.env_remove(name);
        }
        let path = format!("{}:{}", self.folder.path().join("bin").display(), std::env::var("PATH").unwrap());
        command
            .env("PATH", path)
            .env("LYCEUM_LISTEN", format!("127.0.0.1:{}", self.port))
            .env("LYCEUM_PUBLIC_URL", format!("http://localhost:{}", self.port))
            .env("LYCEUM_MEDIA_UDP", "127.0.0.1:0");
        command
    }

    /// In one shell with all commands before it: variables stay.
    pub fn shell(&self, command: &str) -> Output {
        let command = command.replace("localhost:8080", &format!("localhost:{}", self.port));
        let script = format!("set -a\n. ./variables\n{command}\nexport -p > variables");
        let mut shell = self.command("timeout", &["60", "sh", "-euc", &script]);
        let mut child = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // whoever does not read it may be gone already
        let _ = child.stdin.take().unwrap().write_all(STANDARD_INPUT);
        child.wait_with_output().unwrap()
    }

    /// `lyceum serve` or `lyceum demo`, until it serves.
    pub fn start(&mut self, command: &str) -> Result<(), String> {
        self.stop()?;
        let log = self.log();
        let output = File::create(&log).unwrap();
        let mut program = self.command("lyceum", &[command]);
        self.server = Some(program.stdout(output.try_clone().unwrap()).stderr(output).spawn().unwrap());
        let address = format!("http://localhost:{}/readyz", self.port);
        let ready = |reader: &Self| {
            let answers = Command::new("curl").args(["-fs", "-o", "/dev/null", &address]).status().unwrap().success();
            answers && (command == "serve" || fs::read_to_string(reader.log()).unwrap().contains("Sign in with"))
        };
        let began = Instant::now();
        while !ready(self) {
            let gone = self.server.as_mut().unwrap().try_wait().unwrap().is_some();
            if gone || began.elapsed() > PATIENCE {
                return Err(format!("`lyceum {command}` does not serve:\n{}", fs::read_to_string(&log).unwrap()));
            }
            thread::sleep(POLL);
        }
        Ok(())
    }

    /// As an operator stops it.
    pub fn stop(&mut self) -> Result<(), String> {
        let Some(mut server) = self.server.take() else { return Ok(()) };
        Command::new("kill").arg(server.id().to_string()).status().unwrap();
        let code = server.wait().unwrap().code();
        if code == Some(0) { Ok(()) } else { Err(format!("stopped, it ends with {code:?}")) }
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("server.log")
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(mut server) = self.server.take() {
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

/// What `make` would do.
pub fn make_would(args: &[&str]) -> Result<String, String> {
    let mut make = Command::new("make");
    make.arg("-n").args(args).current_dir(root());
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("MAKE")) {
        make.env_remove(name);
    }
    let output = make.output().unwrap();
    if output.status.success() {
        return Ok(String::from_utf8(output.stdout).unwrap());
    }
    Err(format!("make does not know it: {}", String::from_utf8_lossy(&output.stderr).trim()))
}
