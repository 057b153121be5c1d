//! Whether a server runs on the data folder: what it holds is not free, and well so.

use std::{fs::File, io::Read, path::Path};

use rustix::{
    fs::{FlockOperation, flock},
    io::Errno,
};

use super::Finding;

const CHECK: &str = "server";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// As it wrote into the lock file.
    pub pid: Option<u32>,
}

/// None also where the lock file is not ours to read.
pub fn running(data: &Path) -> Option<Running> {
    let file = File::open(data.join("lock")).ok()?;
    // let go at once: a server that starts in this very moment waits for longer than that
    if !matches!(flock(&file, FlockOperation::NonBlockingLockShared), Err(Errno::WOULDBLOCK)) {
        return None;
    }
    let mut pid = String::new();
    let _ = file.take(32).read_to_string(&mut pid);
    Some(Running { pid: pid.trim().parse().ok() })
}

pub fn check(data: &Path, running: Option<&Running>) -> Finding {
    let data = data.display();
    Finding::ok(
        CHECK,
        match running {
            Some(Running { pid: Some(pid) }) => format!("process {pid} runs on {data}: what it holds counts as free"),
            Some(Running { pid: None }) => format!("a process runs on {data}"),
            None => format!("none runs on {data}"),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_tells_of_a_server_while_it_is_held() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(running(folder.path()), None);
        std::fs::write(folder.path().join("lock"), "4711").unwrap();
        assert_eq!(running(folder.path()), None, "a dead server's file");
        let held = File::open(folder.path().join("lock")).unwrap();
        flock(&held, FlockOperation::LockExclusive).unwrap();
        assert_eq!(running(folder.path()), Some(Running { pid: Some(4711) }));
        assert!(check(folder.path(), running(folder.path()).as_ref()).found.starts_with("process 4711 runs"));
    }
}
