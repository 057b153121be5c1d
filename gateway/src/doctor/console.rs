//! Whether there is a console to serve.

use std::path::{Path, PathBuf};

use super::Finding;

const CHECK: &str = "console";

pub const MEND: &str = "run `make web`, or set `console` to the folder of the built console";

/// Where it was looked for in vain; what is relative is so to where the program was started.
pub fn missing(folder: &Path) -> Option<PathBuf> {
    (!folder.join("index.html").is_file()).then(|| shown(folder))
}

fn shown(folder: &Path) -> PathBuf {
    std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned())
}

pub fn check(folder: &Path) -> Finding {
    match missing(folder) {
        None => Finding::ok(CHECK, format!("it is built, in {}", shown(folder).display())),
        Some(missing) => {
            let said = format!("{} has no page: people who come get none, programs are served", missing.display());
            Finding::warning(CHECK, said, MEND)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn a_folder_without_a_page_is_no_console() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(check(folder.path()).level, Level::Warning);
        std::fs::write(folder.path().join("index.html"), "page").unwrap();
        assert_eq!(check(folder.path()).level, Level::Ok);
    }
}
