//! The key that wraps all keys: without it nothing personal can be read.

use std::{fs, io, os::unix::fs::PermissionsExt, path::Path};

use super::Finding;
use crate::config::Config;

const CHECK: &str = "store.master_key_file";
/// What it wraps lies there, and nothing else.
const KEYS: &str = "keys";

enum State {
    Here {
        bytes: u64,
        mode: u32,
    },
    Unreadable(io::Error),
    /// And whether there are keys that want it, and a folder to make it in.
    Missing {
        is_wanted: bool,
        has_folder: bool,
    },
}

pub fn check(config: &Config) -> Finding {
    let (file, data) = (config.master_key_file(), &config.data);
    let state = match fs::File::open(&file).and_then(|file| file.metadata()) {
        Ok(found) if found.is_file() => State::Here { bytes: found.len(), mode: found.permissions().mode() },
        Ok(_) => State::Unreadable(io::Error::other("it is no file")),
        // a data folder that is none has said so itself
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let is_wanted = fs::read_dir(data.join(KEYS)).is_ok_and(|mut keys| keys.next().is_some());
            State::Missing { is_wanted, has_folder: folder == data || folder.is_dir() }
        }
        Err(error) => State::Unreadable(error),
    };
    judge(&file, file.starts_with(data), &state)
}

fn judge(file: &Path, is_in_data: bool, state: &State) -> Finding {
    let shown = file.display();
    match state {
        State::Unreadable(error) => Finding::error(
            CHECK,
            format!("{shown} cannot be read by this user: {error}"),
            format!("`chown USER {shown}` with the server's user, or name the right file"),
        ),
        State::Missing { is_wanted: true, .. } => Finding::error(
            CHECK,
            format!("{shown} is gone, and the data folder has keys that it wrapped"),
            "put it back from its back-up: nobody can make it again",
        ),
        State::Missing { has_folder: false, .. } => Finding::error(
            CHECK,
            format!("{shown} is to be made, and its folder does not exist"),
            "make the folder, or name another one",
        ),
        State::Missing { .. } => Finding::ok(CHECK, format!("{shown} is made at the first start")),
        State::Here { bytes, .. } if *bytes != 32 => Finding::error(
            CHECK,
            format!("{shown} has {bytes} bytes, a master key has 32"),
            "name the right file, or put it back from its back-up",
        ),
        State::Here { mode, .. } if mode & 0o007 != 0 => Finding::error(
            CHECK,
            format!("{shown} is open to everybody on this machine (mode {:o})", mode & 0o777),
            format!("`chmod 600 {shown}`"),
        ),
        State::Here { mode, .. } if mode & 0o070 != 0 => Finding::warning(
            CHECK,
            format!("{shown} is open to its group (mode {:o})", mode & 0o777),
            format!("`chmod 600 {shown}`"),
        ),
        State::Here { .. } if is_in_data => {
            Finding::ok(CHECK, format!("{shown} is its owner's only; in the data folder, a stolen back-up of that has it too"))
        }
        State::Here { .. } => Finding::ok(CHECK, format!("{shown} is its owner's only, and apart from the data folder")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn each_state_is_told() {
        for (state, level, word) in [
            (State::Here { bytes: 32, mode: 0o100_600 }, Level::Ok, "stolen back-up"),
            (State::Here { bytes: 32, mode: 0o100_640 }, Level::Warning, "(mode 640)"),
            (State::Here { bytes: 32, mode: 0o100_644 }, Level::Error, "(mode 644)"),
            (State::Here { bytes: 31, mode: 0o100_600 }, Level::Error, "31 bytes"),
            (State::Unreadable(io::ErrorKind::PermissionDenied.into()), Level::Error, "cannot be read"),
            (State::Missing { is_wanted: true, has_folder: true }, Level::Error, "is gone"),
            (State::Missing { is_wanted: false, has_folder: false }, Level::Error, "does not exist"),
            (State::Missing { is_wanted: false, has_folder: true }, Level::Ok, "first start"),
        ] {
            let finding = judge(Path::new("data/master.key"), true, &state);
            assert!(finding.level == level && finding.found.contains(word), "{finding:?}");
        }
    }

    #[test]
    fn a_key_that_is_gone_is_missed_where_keys_are() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config { data: folder.path().to_owned(), ..Config::default() };
        assert_eq!(check(&config).level, Level::Ok);
        fs::create_dir(folder.path().join(KEYS)).unwrap();
        assert_eq!(check(&config).level, Level::Ok, "none is made yet");
        fs::create_dir(folder.path().join(KEYS).join("secret")).unwrap();
        assert!(check(&config).found.contains("is gone"));
        fs::create_dir(folder.path().join("master.key")).unwrap();
        assert!(check(&config).found.contains("it is no file"));
    }
}
