//! Whose a data folder is. Its files are their owner's only: what another user makes among them the server could not read.

use std::{
    fmt, fs, io,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

/// What the program makes in the data folder. The folder itself may be somebody else's, as where a cluster mounts it; the master key
/// may be a mounted secret.
const MADE: [&str; 7] = ["log", "keys", "blobs", "index", "reached", "torn", "lock"];

/// A user of this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct User(u32);

impl User {
    pub fn me() -> Self {
        Self(rustix::process::geteuid().as_raw())
    }

    fn of(path: &Path) -> io::Result<Self> {
        path.symlink_metadata().map(|found| Self(found.uid()))
    }

    fn name(self) -> Option<String> {
        let users = fs::read_to_string("/etc/passwd").ok()?;
        users.lines().find_map(|line| {
            let mut parts = line.split(':');
            let name = parts.next()?;
            (parts.nth(1)?.parse() == Ok(self.0)).then(|| name.to_owned())
        })
    }
}

/// As `chown` and `sudo -u` take it.
impl fmt::Display for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(&name),
            None => write!(f, "#{}", self.0),
        }
    }
}

/// Whose the data in `dir` is; `None` where there is none yet.
pub fn owner(dir: &Path) -> io::Result<Option<User>> {
    for name in &MADE[..2] {
        match User::of(&dir.join(name)) {
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
            found => return found.map(Some),
        }
    }
    Ok(None)
}

/// Whose the data in `dir` is, where that is not this process's user.
pub fn stranger(dir: &Path) -> io::Result<Option<User>> {
    let Some(owner) = owner(dir)? else { return Ok(None) };
    Ok((owner != User::me() && !made(dir).is_ok_and(|made| made == owner)).then_some(owner))
}

/// Whose a file is that this process makes there: on a disk of the network all may be one user's, whoever makes it.
fn made(dir: &Path) -> io::Result<User> {
    let path = dir.join(format!(".lyceum-owner-{}", std::process::id()));
    let made = fs::File::create_new(&path)?.metadata().map(|made| User(made.uid()));
    fs::remove_file(&path)?;
    made
}

/// Takes from others what of it they may look at: the folder above may be open, and programs of before left some of it so.
pub fn close(dir: &Path) {
    for path in MADE.iter().map(|name| dir.join(name)) {
        let Ok(found) = path.symlink_metadata() else { continue };
        let mode = if found.is_dir() { 0o700 } else { 0o600 };
        let is_open = !found.is_symlink() && found.mode() & 0o077 != 0;
        if is_open && let Err(error) = fs::set_permissions(&path, fs::Permissions::from_mode(mode)) {
            let path = path.display();
            tracing::warn!(%path, %error, "other users of this machine may look at it: close the data folder to them");
        }
    }
}

/// What is not `owner`'s of all that the program made in `dir`: so many files and folders, and the first of them. One that goes meanwhile
/// is none.
pub fn others(dir: &Path, owner: User, most: usize) -> (usize, Vec<(PathBuf, User)>) {
    let (mut count, mut first) = (0, Vec::new());
    let mut left: Vec<_> = MADE.iter().rev().map(|name| dir.join(name)).collect();
    while let Some(path) = left.pop() {
        let Ok(found) = path.symlink_metadata() else { continue };
        if found.uid() != owner.0 {
            count += 1;
            if first.len() < most {
                first.push((path.clone(), User(found.uid())));
            }
        }
        if found.is_dir()
            && let Ok(entries) = fs::read_dir(&path)
        {
            left.extend(entries.flatten().map(|entry| entry.path()));
        }
    }
    (count, first)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::chown;

    use super::*;

    #[test]
    fn a_user_is_named_as_the_machine_names_them() {
        assert_eq!((User(0).to_string(), User(3_999_999_999).to_string()), ("root".to_owned(), "#3999999999".to_owned()));
    }

    #[test]
    fn data_is_its_makers_and_a_folder_without_any_is_nobodys() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(stranger(dir.path()).unwrap(), None);
        fs::create_dir_all(dir.path().join("keys/person")).unwrap();
        fs::write(dir.path().join("notes"), "an operator's own").unwrap();
        assert_eq!((owner(dir.path()).unwrap(), stranger(dir.path()).unwrap()), (Some(User::me()), None));
        assert_eq!(others(dir.path(), User::me(), 3), (0, vec![]));
        if User::me() != User(0) {
            eprintln!("*** SKIPPED what of another user's is found: to make that needs root ***");
            return;
        }
        let other = User(65534);
        for path in ["keys/person", "notes"] {
            chown(dir.path().join(path), Some(other.0), None).unwrap();
        }
        assert_eq!(others(dir.path(), User::me(), 3), (1, vec![(dir.path().join("keys/person"), other)]));
        assert_eq!(others(dir.path(), other, 0), (1, vec![]));
        chown(dir.path().join("keys"), Some(other.0), None).unwrap();
        assert_eq!(stranger(dir.path()).unwrap(), Some(other));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2, "nothing is left there");
    }
}
