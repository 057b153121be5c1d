//! The file lock is the lease: who holds it knows that the process before it is dead.

use std::{
    fs::{File, OpenOptions},
    io,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use rustix::fs::{FlockOperation, flock};

const STEP: Duration = Duration::from_millis(10);

/// Takes the lock; waits at most `patience` for a process that is just dying. `None` when another holds it.
pub fn take(path: &Path, patience: Duration) -> io::Result<Option<File>> {
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
    let start = Instant::now();
    loop {
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => return Ok(Some(file)),
            Err(e) if e == rustix::io::Errno::WOULDBLOCK => {
                if start.elapsed() >= patience {
                    return Ok(None);
                }
                thread::sleep(STEP);
            }
            Err(e) => return Err(e.into()),
        }
    }
}
