//! Looks at every byte on its way: hashes of files, the log's chain, the chain of each entity, checksums of blobs.

use std::{collections::BTreeMap, fs::File, io::Read};

use lyceum_cluster::Chains;
use lyceum_storage::{
    backup::LogEnd,
    blobs::BLOB_MAX,
    verify::{LogFault, LogWalk, is_blob},
};

use super::{BackupError, manifest::Manifest, tee::Tee};

/// Most faults that are said: behind them there will be more of the same.
const FAULTS_MAX: usize = 100;

#[derive(Default)]
pub struct Check {
    walk: LogWalk,
    chains: Chains,
    seen: BTreeMap<String, (u64, String)>,
    blobs: u64,
    pub faults: Vec<String>,
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
            if let Err(fault) = self.segment(name, &mut tee) {
                self.fault(fault.to_string());
            }
        } else if path.starts_with("blobs/") {
            self.blob(path, &mut tee).map_err(BackupError::io(path))?;
        }
        let (bytes, blake3) = tee.finish().map_err(BackupError::io(path))?;
        self.seen.insert(path.to_owned(), (bytes, blake3));
        Ok(())
    }

    pub fn segment(&mut self, name: &str, from: &mut dyn Read) -> Result<(), LogFault> {
        let chains = &mut self.chains;
        self.walk.segment(name, from, &mut |commit| chains.follow(commit))
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
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(fault);
        }
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

    pub fn checked(&self) -> Checked {
        Checked {
            files: self.seen.len(),
            bytes: self.seen.values().map(|(bytes, _)| bytes).sum(),
            records: self.walk.records,
            commits: self.walk.commits,
            entities: self.chains.entities(),
            blobs: self.blobs,
        }
    }

    /// Every fault as an error.
    pub fn verdict(self) -> Result<Checked, BackupError> {
        if self.faults.is_empty() { Ok(self.checked()) } else { Err(BackupError::Damaged(self.faults)) }
    }
}
