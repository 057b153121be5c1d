//! Which keys open with a master key. Nothing is made.

use std::{
    fs,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use super::{
    backup::{self, GONE, Unread},
    files,
    keys::{check_in, check_path},
    wrap::{Wrap, is_key},
};
use crate::{keys::SecretKey, trouble::cause};

/// Why the keys of a folder cannot all be opened.
#[derive(Debug, thiserror::Error)]
pub enum KeyFault {
    #[error("the master key cannot be used: {0}")]
    Master(String),
    #[error("{0} is gone: restore that folder from the back-up, all of it; without its keys nothing of people can be read")]
    Gone(String),
    #[error("key {0} does not open with the master key: {mend}", mend = mend(.0))]
    Key(String),
    #[error("{0} cannot be read: {why}", why = cause(.1))]
    Io(String, io::Error),
}

/// What to do where the key at `path` of a data folder is gone, or damaged.
pub fn mend(path: &str) -> &'static str {
    if path == check_path() {
        "restore that file from a back-up, or start the server again, which makes it anew where other keys open"
    } else {
        "restore that file from a back-up"
    }
}

/// Keys are tried one after the other: what comes of all of them tells a wrong master key from a damaged key.
pub struct Trial {
    wrap: Wrap,
    master: PathBuf,
    pub opened: u64,
    broken: Vec<String>,
}

impl Trial {
    pub fn with(master: &Path) -> Result<Self, KeyFault> {
        let bytes = files::read(master).map_err(|error| KeyFault::Io(master.display().to_string(), error))?.map(Zeroizing::new);
        let wrong = |what| KeyFault::Master(format!("{} {what}: give the right file", master.display()));
        let bytes = bytes.ok_or_else(|| wrong("is not there"))?;
        let key: SecretKey = Zeroizing::new(bytes.as_slice().try_into().map_err(|_| wrong("has not 32 bytes"))?);
        Ok(Self { wrap: Wrap::by(&key), master: master.to_owned(), opened: 0, broken: Vec::new() })
    }

    /// What lies at `path` of the data folder.
    pub fn of(&mut self, path: &str, file: &[u8]) -> bool {
        let opens = self.wrap.opens(path, file);
        if opens {
            self.opened += 1;
        } else {
            self.broken.push(path.to_owned());
        }
        opens
    }

    /// Paths of those that do not open. Of several keys a wrong master key opens none, and the right one hardly ever none.
    pub fn broken(self) -> Result<Vec<String>, KeyFault> {
        if self.opened == 0 && self.broken.len() > 1 {
            return Err(KeyFault::Master(format!("{} did not wrap these keys: give the right file", self.master.display())));
        }
        Ok(self.broken)
    }
}

/// Tries every key in `folder`; how many open, and which do not.
pub fn open_all(folder: &Path, master: &Path) -> Result<(u64, Vec<KeyFault>), KeyFault> {
    let mut trial = Trial::with(master)?;
    let files = backup::keys(folder).map_err(|Unread { path, error }| KeyFault::Io(path, error))?;
    if files.is_empty() {
        return Err(KeyFault::Gone(check_in(folder).display().to_string()));
    }
    let mut faults = Vec::new();
    for path in files.into_iter().map(|file| file.path).filter(|path| is_key(path)) {
        let file = path.split('/').skip(1).fold(folder.to_owned(), |above, part| above.join(part));
        // being destroyed, or left so by a crash: the word of it is written first
        let is_destroyed = || file.with_extension(&GONE[1..]).exists();
        match fs::read(&file) {
            Ok(_) if is_destroyed() => {}
            Ok(bytes) => _ = trial.of(&path, &bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => faults.push(KeyFault::Io(path, error)),
        }
    }
    let opened = trial.opened;
    faults.extend(trial.broken()?.into_iter().map(KeyFault::Key));
    Ok((opened, faults))
}
