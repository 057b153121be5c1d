//! Looks for words in all that a server leaves behind, however they are written.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// What whoever gets hold of the machine may look through.
pub struct Evidence {
    pub data: PathBuf,
    /// What the program said of itself.
    pub said: Vec<u8>,
    pub metrics: Vec<u8>,
}

impl Evidence {
    /// Where `word` is in the open: the folders of the data directory, `said` and `metrics`.
    pub fn places(&self, word: &str) -> BTreeSet<String> {
        let below = |path: PathBuf| path.strip_prefix(&self.data).unwrap().iter().next().unwrap().to_owned();
        let told = [("said", &self.said), ("metrics", &self.metrics)];
        let told = told.into_iter().filter(|(_, bytes)| holds(bytes, word)).map(|(name, _)| name.to_owned());
        found(&self.data, word).into_iter().map(|path| below(path).into_string().unwrap()).chain(told).collect()
    }
}

/// Every file below `folder`.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.is_file() {
            found.push(path);
        }
    }
    found
}

/// Whether `bytes` hold `word` in any case.
pub fn holds(bytes: &[u8], word: &str) -> bool {
    assert!(word.len() >= 4, "{word} would be found by chance");
    let word = word.to_lowercase();
    let first = [word.as_bytes()[0], word.as_bytes()[0].to_ascii_uppercase()];
    let starts = bytes.iter().enumerate().filter(|(_, byte)| first.contains(byte)).map(|(at, _)| at);
    let mut ends = starts.filter_map(|at| bytes.get(at..at + word.len()));
    ends.any(|found| found.eq_ignore_ascii_case(word.as_bytes()))
}

/// The files whose name or bytes hold `word`.
fn found(folder: &Path, word: &str) -> Vec<PathBuf> {
    let holds = |path: &PathBuf| {
        let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
        holds(name.as_bytes(), word) || holds(&std::fs::read(path).unwrap(), word)
    };
    files(folder).into_iter().filter(holds).collect()
}
