//! Whether a Unix socket can be made: `unix:path`.

use std::{
    io,
    os::unix::{ffi::OsStrExt, fs::FileTypeExt, net::UnixStream},
    path::Path,
};

use super::{Finding, server::Running};

/// Bytes of a path that the kernel takes.
const PATH_MAX: usize = 107;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Free,
    /// Left by a process that was killed; a start removes it.
    Stale,
    /// A process answers there.
    Answered,
    /// Another user's.
    Closed,
    /// Something that is no socket: a start is refused.
    File,
    TooLong,
    NoFolder,
}

/// `made` is the folder that a start makes.
pub fn check(setting: &'static str, path: &Path, made: &Path, running: Option<&Running>) -> Finding {
    judge(setting, path, state(path, made), running.is_some())
}

fn state(path: &Path, made: &Path) -> State {
    if path.as_os_str().as_bytes().len() > PATH_MAX {
        return State::TooLong;
    }
    match path.symlink_metadata() {
        Ok(found) if !found.file_type().is_socket() => State::File,
        Ok(_) => match UnixStream::connect(path) {
            Ok(_) => State::Answered,
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => State::Closed,
            Err(_) => State::Stale,
        },
        Err(_) => {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            if folder == made || folder.is_dir() { State::Free } else { State::NoFolder }
        }
    }
}

fn judge(setting: &'static str, path: &Path, state: State, runs: bool) -> Finding {
    let shown = path.display();
    let other = format!("set `{setting}` to another `unix:path`");
    match state {
        State::Free => Finding::ok(setting, format!("{shown} is free")),
        State::Stale => Finding::ok(setting, format!("{shown} was left by a killed process; a start makes it anew")),
        State::Answered if runs => Finding::ok(setting, format!("{shown} is held by our own running server")),
        State::Answered => {
            Finding::error(setting, format!("{shown} is answered by another process"), format!("stop it, or {other}"))
        }
        State::Closed => Finding::warning(
            setting,
            format!("{shown} belongs to another user"),
            format!("run `lyceum doctor` as the server's user, or {other}"),
        ),
        State::File => Finding::error(setting, format!("{shown} is there already and is no socket"), other),
        State::TooLong => {
            Finding::error(setting, format!("{shown} is longer than the {PATH_MAX} bytes that a socket's path may have"), other)
        }
        State::NoFolder => {
            Finding::error(setting, format!("the folder of {shown} does not exist"), format!("make it, or {other}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixListener;

    use super::*;
    use crate::doctor::Level;

    #[test]
    fn what_is_at_a_path_decides() {
        let folder = tempfile::tempdir().unwrap();
        let (path, nowhere) = (folder.path().join("s"), Path::new("/nowhere"));
        assert_eq!(state(&path, nowhere), State::Free);
        let held = UnixListener::bind(&path).unwrap();
        assert_eq!(state(&path, nowhere), State::Answered);
        drop(held);
        assert_eq!(state(&path, nowhere), State::Stale);
        std::fs::remove_file(&path).unwrap();
        std::fs::write(&path, "notes").unwrap();
        assert_eq!(state(&path, nowhere), State::File);
        assert_eq!(state(&folder.path().join("x".repeat(108)), nowhere), State::TooLong);
        assert_eq!(state(&folder.path().join("data/s"), nowhere), State::NoFolder);
        assert_eq!(state(&folder.path().join("data/s"), &folder.path().join("data")), State::Free);
    }

    #[test]
    fn an_answered_socket_is_well_while_our_server_runs() {
        let level = |state, runs| judge("operator", Path::new("s"), state, runs).level;
        assert_eq!((level(State::Answered, true), level(State::Answered, false)), (Level::Ok, Level::Error));
        assert_eq!((level(State::Free, false), level(State::Stale, false)), (Level::Ok, Level::Ok));
        assert_eq!((level(State::File, false), level(State::TooLong, true)), (Level::Error, Level::Error));
    }
}
