//! The file lock is the lease: who holds it knows that the process before it is dead.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read as _, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use rustix::fs::{FlockOperation, flock};

const STEP: Duration = Duration::from_millis(10);

/// Who has the lock.
pub enum Taken {
    Here(File),
    /// Another process; its id is what it wrote into the file.
    Elsewhere(String),
}

/// Takes the lock and writes this process's id into its file; waits at most `patience` for a process that is just dying.
pub fn take(path: &Path, patience: Duration) -> io::Result<Taken> {
    let mut file = OpenOptions::new().create(true).truncate(false).read(true).write(true).mode(0o600).open(path)?;
    let start = Instant::now();
    loop {
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {
                file.set_len(0)?;
                write!(file, "{}", std::process::id())?;
                return Ok(Taken::Here(file));
            }
            Err(e) if e == rustix::io::Errno::WOULDBLOCK => {
                if start.elapsed() >= patience {
                    let mut pid = String::new();
                    file.take(32).read_to_string(&mut pid)?;
                    return Ok(Taken::Elsewhere(pid));
                }
                thread::sleep(STEP);
            }
            Err(e) => return Err(e.into()),
        }
    }
}
