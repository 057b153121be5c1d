//! What a backup holds: its last file, so that one without it did not come to its end.

use std::collections::{BTreeSet, HashSet};

use lyceum_storage::verify::{is_key, may_be_key};
use serde::{Deserialize, Serialize};

use super::BackupError;

pub const NAME: &str = "backup.json";
/// Raised when an older program could not restore it.
const FORMAT: u32 = 1;
/// Largest manifest that is read, bytes: a million keys are a third of it.
pub const BYTES_MAX: u64 = 512 * 1024 * 1024;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    /// Version of the program that made it.
    pub program: String,
    pub made_at: String,
    /// Place of the log up to which it goes, and the checksum of the last record.
    pub log_end: u64,
    pub log_chain: u32,
    pub files: Vec<Listed>,
    /// Keys that did not open with the master key when it was made, which was the right one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    broken_keys: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    pub path: String,
    pub bytes: u64,
    /// In hexadecimal digits.
    pub blake3: String,
}

impl Manifest {
    pub fn new(log_end: u64, log_chain: u32) -> Self {
        let program = env!("CARGO_PKG_VERSION").to_owned();
        Self {
            format: FORMAT,
            program,
            made_at: jiff::Timestamp::now().to_string(),
            log_end,
            log_chain,
            files: Vec::new(),
            broken_keys: Vec::new(),
        }
    }

    pub fn list(&mut self, file: Listed, is_broken: bool) {
        if is_broken {
            self.broken_keys.push(file.path.clone());
        }
        self.files.push(file);
    }

    pub fn paths(&self) -> HashSet<&str> {
        self.files.iter().map(|file| file.path.as_str()).collect()
    }

    /// Keys that open with no master key: those that were tried, and what has not a key's size in a backup whose maker did not try them.
    pub fn broken_keys(&self) -> BTreeSet<String> {
        let cut = self.files.iter().filter(|file| is_key(&file.path) && !may_be_key(file.bytes)).map(|file| &file.path);
        self.broken_keys.iter().chain(cut).cloned().collect()
    }

    pub fn read(bytes: &[u8]) -> Result<Self, BackupError> {
        let manifest: Self = serde_json::from_slice(bytes)
            .map_err(|error| BackupError::Damaged(vec![format!("{NAME} cannot be read: {error}")]))?;
        if manifest.format > FORMAT {
            let made_by = &manifest.program;
            return Err(BackupError::Refused(format!(
                "this backup was made by lyceum {made_by}, which is newer: use that program"
            )));
        }
        Ok(manifest)
    }
}

/// Whether a backup may have a file of this path: below one of its folders, and nowhere else.
pub fn is_ours(path: &str) -> bool {
    let mut parts = path.split('/');
    let folder = parts.next().is_some_and(|first| ["log", "keys", "blobs"].contains(&first));
    let mut below = parts.peekable();
    folder && below.peek().is_some() && below.all(|part| !part.is_empty() && part != "." && part != "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backup_writes_nowhere_but_in_its_folders() {
        assert!(is_ours("log/0.log") && is_ours("keys/person/a/b"));
        for elsewhere in ["../etc/passwd", "/etc/passwd", "log/../../x", "log", "log/", "index/x", "keys//x", "keys/./x"] {
            assert!(!is_ours(elsewhere), "{elsewhere}");
        }
    }
}
