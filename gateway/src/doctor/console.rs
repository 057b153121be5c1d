//! Whether there is a console to serve.

use std::path::Path;

use super::Finding;

const CHECK: &str = "console";

pub fn check(folder: &Path) -> Finding {
    let shown = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    if folder.join("index.html").is_file() {
        return Finding::ok(CHECK, format!("it is built, in {}", shown.display()));
    }
    let said = format!("{} has no page: people who come get none, programs are served", shown.display());
    Finding::warning(CHECK, said, "run `make web`, or set `console` to the folder of the built console")
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
