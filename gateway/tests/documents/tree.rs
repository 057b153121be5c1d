//! The checkout, without what was built or installed.

use std::{
    fs,
    path::{Path, PathBuf},
};

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

pub fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Files by their path from the root, sorted.
pub fn files() -> Vec<String> {
    let mut found = Vec::new();
    visit(&root(), "", &mut found);
    found.sort();
    found
}

fn visit(folder: &Path, prefix: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if ["target", ".tools", "node_modules", "dist", "results", "lyceum-data", "lyceum-demo"].contains(&name.as_str())
            || name.starts_with(".git")
        {
            continue;
        }
        let path = format!("{prefix}{name}");
        if entry.file_type().unwrap().is_dir() {
            visit(&entry.path(), &format!("{path}/"), found);
        } else {
            found.push(path);
        }
    }
}

/// Documents that people read: the root's, `docs/`, and each room's README.
pub fn documents() -> Vec<String> {
    let mut found = files();
    found.retain(|file| {
        let kind = Path::new(file).extension().is_some_and(|extension| extension == "md");
        kind && (!file.contains('/') || file.starts_with("docs/") || file.ends_with("/README.md"))
    });
    assert!(found.len() > 8, "{found:?}");
    found
}
