//! Whether stored bytes are what was written, by reading all of them and changing none.

mod begun;
mod walk;
mod window;

use std::{fs, io, path::Path};

use uuid::Uuid;

use crate::{
    embedded::{blobs, keys, reached, trial, wrap},
    log::{segment, tail},
};

pub use crate::embedded::{
    keys::check_path,
    trial::{KeyFault, Trial, mend},
    wrap::is_key,
};
pub use crate::log::tail::MEND as MEND_LOG;
pub use begun::{Begun, begun};
pub use walk::{Found, LogFault, LogWalk};

/// Whether what is in the newest segment's file from `byte` on is what a power cut left: nothing in it was ever answered.
pub fn is_torn(segment: &Path, byte: u64) -> io::Result<bool> {
    let bytes = fs::read(segment)?;
    let name = segment.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let base = segment::base(&name).unwrap_or_default();
    Ok(usize::try_from(byte).is_ok_and(|byte| byte <= bytes.len() && tail::is_torn(&bytes, base, byte)))
}

/// Up to where the log in a data folder was durable once; 0 where that is not known.
pub fn reached(folder: &Path) -> io::Result<u64> {
    Ok(reached::read(folder)?.unwrap_or(0))
}

/// Whether a blob's file holds its checksum.
pub fn is_blob(file: &[u8]) -> bool {
    blobs::unwrap(file).is_some()
}

/// How many keys in the folder `keys` open with the master key, and which do not.
pub fn open_keys(keys: &Path, master: &Path) -> Result<(u64, Vec<KeyFault>), KeyFault> {
    trial::open_all(keys, master)
}

/// Where a person's key lies in the data folder, and the word that it was destroyed.
pub fn key_paths(organization: Uuid, person: Uuid) -> [String; 2] {
    keys::person_files(organization, person).map(|file| format!("keys/{file}"))
}

/// Where a named secret lies in the data folder.
pub fn secret_path(name: &str) -> String {
    format!("keys/{}", keys::secret_file(name))
}

/// Whether a file of so many bytes may be one of the keys: one that was cut opens with no master key.
pub const fn may_be_key(bytes: u64) -> bool {
    bytes == wrap::WRAPPED as u64
}

/// Where a blob lies in the data folder once it is adopted.
pub fn blob_path(organization: Uuid, id: Uuid) -> String {
    blobs::adopted_path(organization, id)
}
