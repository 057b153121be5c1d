//! Looks at every byte on its way: hashes of files, the log's chain, the chain of each entity, checksums of blobs; and at what has to be
//! there for what the log says.

use std::{
    collections::BTreeMap,
    fs::File,
    io::Read,
    ops::ControlFlow::{self, Break, Continue},
};

use lyceum_cluster::{Chains, SEED};
use lyceum_storage::{
    Commit,
    backup::LogEnd,
    blobs::BLOB_MAX,
    verify::{Found, LogFault, LogWalk, check_path, is_blob, mend, secret_path},
};

use super::{
    BackupError,
    manifest::Manifest,
    people::{Named, People},
    tee::Tee,
};
use crate::api::Secrets;

/// Most faults that are said: behind them there will be more of the same.
const FAULTS_MAX: usize = 100;

#[derive(Default)]
pub struct Check {
    walk: LogWalk,
    log: Log,
    seen: BTreeMap<String, (u64, String)>,
    blobs: u64,
    pub faults: Vec<String>,
}

/// What the commits come to.
#[derive(Default)]
struct Log {
    chains: Chains,
    people: People,
    damaged: bool,
}

/// Hears what is found in one of its segments.
struct Segment<'a> {
    log: &'a mut Log,
    faults: &'a mut Vec<String>,
    ends: &'a mut dyn FnMut(&LogFault) -> bool,
}

impl Found for Segment<'_> {
    fn commit(&mut self, commit: &Commit) -> Result<(), String> {
        let Log { chains, people, .. } = self.log;
        let mut read = Ok(());
        let followed = chains.follow(commit, &mut |event| {
            if let Err(cause) = people.follow(commit.entity, event) {
                read = Err(cause);
            }
        });
        followed.and(read)
    }

    fn fault(&mut self, fault: LogFault) -> ControlFlow<()> {
        if (self.ends)(&fault) {
            return Break(());
        }
        self.log.damaged = true;
        push(self.faults, fault.to_string());
        Continue(())
    }
}

fn push(faults: &mut Vec<String>, fault: String) {
    if faults.len() < FAULTS_MAX {
        faults.push(fault);
    }
}

/// Paths of the keys without which no server starts once something was committed.
pub fn needed() -> impl Iterator<Item = String> {
    [check_path()].into_iter().chain(Secrets::NAMES.iter().chain([&SEED]).map(|name| secret_path(name)))
}

/// What was looked at.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Checked {
    pub files: usize,
    pub bytes: u64,
    pub records: u64,
    pub commits: u64,
    pub entities: usize,
    pub blobs: u64,
}

impl Check {
    /// Reads one file to its end, and perhaps writes it to another.
    pub fn file(&mut self, path: &str, from: &mut dyn Read, to: Option<&mut File>) -> Result<(), BackupError> {
        let mut tee = Tee::new(from, to);
        if let Some(name) = path.strip_prefix("log/") {
            self.segment(name, &mut tee, &mut |_| false);
        } else if path.starts_with("blobs/") {
            self.blob(path, &mut tee).map_err(BackupError::io(path))?;
        }
        let (bytes, blake3) = tee.finish().map_err(BackupError::io(path))?;
        self.seen.insert(path.to_owned(), (bytes, blake3));
        Ok(())
    }

    /// Up to where `ends` says that a fault is none, and the log's end.
    pub fn segment(&mut self, name: &str, from: &mut dyn Read, ends: &mut dyn FnMut(&LogFault) -> bool) {
        let mut found = Segment { log: &mut self.log, faults: &mut self.faults, ends };
        self.walk.segment(name, from, &mut found);
    }

    fn blob(&mut self, path: &str, from: &mut dyn Read) -> std::io::Result<()> {
        let mut file = Vec::new();
        from.take(BLOB_MAX as u64 + 1024).read_to_end(&mut file)?;
        self.blobs += 1;
        if !is_blob(&file) {
            self.fault(format!("{path}: the checksum does not match its bytes"));
        }
        Ok(())
    }

    pub fn fault(&mut self, fault: String) {
        push(&mut self.faults, fault);
    }

    pub fn end(&self) -> LogEnd {
        self.walk.end()
    }

    /// Against what the manifest says.
    pub fn compare(&mut self, manifest: &Manifest) {
        let mut left = std::mem::take(&mut self.seen);
        for file in &manifest.files {
            let fault = match left.remove(&file.path) {
                None => "is missing".to_owned(),
                Some((bytes, _)) if bytes != file.bytes => format!("has {bytes} bytes, and had {}", file.bytes),
                Some((_, blake3)) if blake3 != file.blake3 => "has other bytes than when the backup was made".to_owned(),
                Some(seen) => {
                    self.seen.insert(file.path.clone(), seen);
                    continue;
                }
            };
            self.fault(format!("{} {fault}", file.path));
        }
        for path in left.keys() {
            self.fault(format!("{path} does not belong to the backup"));
        }
        let end = LogEnd { at: manifest.log_end, chain: manifest.log_chain };
        if self.faults.is_empty() && self.end() != end {
            self.fault(format!("the log ends at {}, and ended at {}", self.end().at, end.at));
        }
    }

    /// Secrets and keys that the log needs and that are gone; `is_there` knows the data folder's files.
    pub fn lost(&self, is_there: &dyn Fn(&str) -> bool) -> Vec<String> {
        if self.walk.commits == 0 {
            return Vec::new();
        }
        let lost = needed().filter(|path| !is_there(path));
        let lost = lost.map(|path| format!("{path} is gone: {}", mend(&path)));
        lost.chain(self.log.people.without_key(is_there)).collect()
    }

    /// The same of pictures; none where the log itself is damaged: what a profile names is not known for sure then.
    pub fn lost_pictures(&self, is_there: &dyn Fn(&str) -> bool) -> Vec<Named> {
        if self.log.damaged { Vec::new() } else { self.log.people.without_picture(is_there) }
    }

    pub fn half_erased(&self, is_there: &dyn Fn(&str) -> bool) -> Vec<String> {
        self.log.people.half_erased(is_there)
    }

    pub fn names(&self, picture: &Named) -> bool {
        self.log.people.name(picture)
    }

    pub fn checked(&self) -> Checked {
        Checked {
            files: self.seen.len(),
            bytes: self.seen.values().map(|(bytes, _)| bytes).sum(),
            records: self.walk.records,
            commits: self.walk.commits,
            entities: self.log.chains.entities(),
            blobs: self.blobs,
        }
    }

    /// Every fault as an error.
    pub fn verdict(self) -> Result<Checked, BackupError> {
        if self.faults.is_empty() { Ok(self.checked()) } else { Err(BackupError::Damaged(self.faults)) }
    }
}
