//! A copy of the data folder, made while the server runs: a tar, or the same files in a folder. The master key is never in it.

mod check;
mod keys;
mod manifest;
mod pace;
mod pack;
mod people;
mod pipe;
mod restore;
mod source;
mod tee;
mod unpack;
mod verify;

pub use check::Checked;
pub(crate) use check::needed;
pub use manifest::Manifest;
pub use pack::{Packed, pack};
pub use pipe::{PipeReader, PipeWriter, pipe};
pub use restore::{Restored, restore};
pub use unpack::{Target, store};
pub use verify::{Verified, verify_backup, verify_folder};

/// Why a copy was not made, or is not whole.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("{0}")]
    Refused(String),
    #[error("{path}: {error}")]
    Io { path: String, error: std::io::Error },
    /// Each with its place.
    #[error("the backup is damaged: {}", .0.join("; "))]
    Damaged(Vec<String>),
}

impl BackupError {
    fn io(path: impl std::fmt::Display) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_string();
        move |error| Self::Io { path, error }
    }
}
