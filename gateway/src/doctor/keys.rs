//! Whether the keys that the log needs are there: without them no server starts.

use std::{fs, path::Path};

use lyceum_cluster::SEED;
use lyceum_storage::{
    open::RESTORING,
    verify::{check_path, may_be_key, secret_path},
};

use super::Finding;
use crate::api::Secrets;

const CHECK: &str = "keys";

pub fn check(data: &Path) -> Finding {
    if data.join(RESTORING).exists() {
        return Finding::error(CHECK, "a restore did not come to its end", "empty the data folder and restore again");
    }
    let begun = fs::read_dir(data.join("log")).is_ok_and(|mut segments| segments.next().is_some());
    if !begun {
        return Finding::ok(CHECK, "they are made at the first start");
    }
    let needed = Secrets::NAMES.iter().chain([&SEED]).map(|name| secret_path(name)).chain([check_path()]);
    let lost: Vec<String> =
        needed.filter(|path| !fs::metadata(data.join(path)).is_ok_and(|file| may_be_key(file.len()))).collect();
    if lost.is_empty() {
        return Finding::ok(CHECK, "the installation's own are there; `lyceum verify` opens all of them");
    }
    Finding::error(CHECK, format!("gone, or cut: {}", lost.join(", ")), "restore the folder `keys` from the back-up, all of it")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn what_the_log_needs_and_is_gone_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path();
        let level = || check(data).level;
        assert_eq!(level(), Level::Ok, "a new folder");
        fs::create_dir_all(data.join("log")).unwrap();
        fs::create_dir_all(data.join("keys/secret")).unwrap();
        fs::write(data.join("log/0000000000000000.log"), "").unwrap();
        assert!(check(data).found.contains("keys/check, ") || check(data).found.ends_with("keys/check"));
        for path in Secrets::NAMES.iter().chain([&SEED]).map(|name| secret_path(name)).chain([check_path()]) {
            assert_eq!(level(), Level::Error, "{path}");
            fs::write(data.join(path), [0; 60]).unwrap();
        }
        assert_eq!(level(), Level::Ok);
        fs::write(data.join(secret_path(SEED)), "cut").unwrap();
        assert!(check(data).found.ends_with(&secret_path(SEED)));
        fs::write(data.join(RESTORING), "").unwrap();
        assert!(check(data).found.contains("restore"));
    }
}
