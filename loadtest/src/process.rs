//! A server or peer in a process of its own: its CPU time and memory are read from /proc, its children's are not counted.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context, bail};

/// Of /proc on every Linux, whatever the kernel's own tick.
const TICKS_PER_SECOND: f64 = 100.0;

/// Killed and reaped when dropped.
pub struct Process {
    child: Child,
    pub name: String,
}

impl Process {
    /// Standard error goes to `log`, standard output too.
    pub fn start(name: &str, command: &mut Command, log: &Path) -> anyhow::Result<Self> {
        let file = std::fs::File::create(log)?;
        command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file);
        let child = command.spawn().with_context(|| format!("starting {name}: {command:?}"))?;
        Ok(Self { child, name: name.to_owned() })
    }

    /// Starts it and waits for its first line on standard output, by which it tells where it listens. The rest is discarded.
    pub fn start_telling(name: &str, command: &mut Command) -> anyhow::Result<(Self, String)> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let child = command.spawn().with_context(|| format!("starting {name}: {command:?}"))?;
        let mut process = Self { child, name: name.to_owned() };
        let mut reader = BufReader::new(process.child.stdout.take().context("the output is piped")?);
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if line.is_empty() {
            bail!("{name} ended without a word: {}", process.child.wait()?);
        }
        std::thread::spawn(move || std::io::copy(&mut reader, &mut std::io::sink()));
        Ok((process, line.trim().to_owned()))
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Fails when it ended by itself.
    pub fn check(&mut self) -> anyhow::Result<()> {
        match self.child.try_wait()? {
            Some(status) => bail!("{} ended: {status}", self.name),
            None => Ok(()),
        }
    }

    /// User and system time of all its threads, seconds.
    pub fn cpu(&self) -> anyhow::Result<f64> {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.pid()))?;
        let rest = text.rsplit_once(") ").context("a stat line names its command")?.1;
        let mut fields = rest.split(' ').skip(11);
        let mut ticks = || -> anyhow::Result<u64> { Ok(fields.next().context("a stat line has 52 fields")?.parse()?) };
        Ok((ticks()? + ticks()?) as f64 / TICKS_PER_SECOND)
    }

    /// Resident bytes.
    pub fn resident(&self) -> anyhow::Result<u64> {
        let text = std::fs::read_to_string(format!("/proc/{}/smaps_rollup", self.pid()))?;
        let line = text.lines().find(|line| line.starts_with("Rss:")).context("smaps_rollup has an Rss line")?;
        let kilobytes: u64 = line.split_whitespace().nth(1).context("the line has a number")?.parse()?;
        Ok(kilobytes * 1024)
    }

    /// Asks it to end and waits.
    pub fn stop(&mut self, patience: Duration) -> anyhow::Result<()> {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM)?;
        let begun = std::time::Instant::now();
        while self.child.try_wait()?.is_none() {
            if begun.elapsed() > patience {
                bail!("{} did not end within {patience:?}", self.name);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    /// kill -9.
    pub fn kill(&mut self) {
        // it may have ended by itself
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Thousands of sockets need as many descriptors as the system grants.
pub fn raise_file_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let wanted = Some(200_000);
    if setrlimit(Resource::Nofile, Rlimit { current: wanted, maximum: wanted }).is_err() {
        let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_process_uses_cpu_and_holds_memory() {
        let mut command = Command::new("sh");
        let (process, line) = Process::start_telling(
            "sh",
            command.args(["-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; echo ready; read x"]),
        )
        .unwrap();
        assert_eq!(line, "ready");
        assert!(process.cpu().unwrap() > 0.0);
        assert!(process.resident().unwrap() > 100_000);
    }
}
