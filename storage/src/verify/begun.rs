//! Whether a data folder has a past: what a first start makes is missed only then.

use std::{fs::File, io, ops::ControlFlow, path::Path};

use super::{Found, LogFault, LogWalk, reached};
use crate::{Commit, embedded::backup::keys, log::segment};

/// How far a data folder came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// Nothing was committed: it is new, or its first start ended early.
    Not,
    Yes,
    /// It was, and the log is gone.
    Lost,
}

/// Reads no more of the log than up to its first commit.
pub fn begun(folder: &Path) -> io::Result<Begun> {
    let log = folder.join("log");
    let segments = if log.is_dir() { segment::list(&log)? } else { Vec::new() };
    if segments.is_empty() {
        // each is made behind the log's folder, or behind its first file
        let is_lost = reached(folder)? > 0
            || !log.is_dir() && folder.join("index").exists()
            || keys(&folder.join("keys"))?.iter().any(|file| file.path.split('/').count() > 2);
        return Ok(if is_lost { Begun::Lost } else { Begun::Not });
    }
    let (mut walk, mut first) = (LogWalk::default(), First(false));
    for found in segments {
        walk.segment(&segment::name(found.base), &mut File::open(&found.path)?, &mut first);
        if first.0 {
            return Ok(Begun::Yes);
        }
    }
    Ok(Begun::Not)
}

/// Whether there was a commit, or something that nobody can read any more.
struct First(bool);

impl Found for First {
    fn commit(&mut self, _: &Commit) -> Result<(), String> {
        Err("it is the first".to_owned())
    }

    fn fault(&mut self, fault: LogFault) -> ControlFlow<()> {
        self.0 |= fault.torn_at().is_none();
        if self.0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}
