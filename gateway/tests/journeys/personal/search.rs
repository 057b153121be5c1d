//! Looks for words in files, however they are written.

use std::path::{Path, PathBuf};

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
pub fn found(folder: &Path, word: &str) -> Vec<PathBuf> {
    let holds = |path: &PathBuf| {
        let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
        holds(name.as_bytes(), word) || holds(&std::fs::read(path).unwrap(), word)
    };
    files(folder).into_iter().filter(holds).collect()
}
