//! What a disk that takes no writes means for whoever has to mend it.

use std::io;

use parking_lot::Mutex;
use rustix::io::Errno;

/// Why a disk takes no writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    Full,
    ReadOnly,
    Failing,
}

impl Trouble {
    pub const ALL: [Self; 3] = [Self::Full, Self::ReadOnly, Self::Failing];

    /// Of the operating system's word, where it is about the disk.
    pub fn of(error: &io::Error) -> Option<Self> {
        match Errno::from_io_error(error)? {
            Errno::NOSPC | Errno::DQUOT => Some(Self::Full),
            Errno::ROFS => Some(Self::ReadOnly),
            Errno::IO | Errno::NXIO | Errno::NODEV => Some(Self::Failing),
            _ => None,
        }
    }

    /// That which a cause names.
    pub fn in_cause(cause: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|trouble| cause.contains(trouble.words()))
    }

    /// As metrics name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::ReadOnly => "read_only",
            Self::Failing => "failing",
        }
    }

    /// In the cause of what is unavailable because of it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Full => "the disk is nearly full",
            Self::ReadOnly => "the disk is read-only",
            Self::Failing => "the disk fails",
        }
    }

    const fn mend(self) -> &'static str {
        match self {
            Self::Full => "make room",
            Self::ReadOnly => "see in `dmesg` why, remount it or replace the disk, then restart",
            Self::Failing => "see `dmesg`, replace the disk, then start on what can be copied from it, or on the last back-up",
        }
    }
}

/// What happened, and what to do.
pub fn cause(error: &io::Error) -> String {
    match Trouble::of(error) {
        Some(trouble) => format!("{} ({error}): {}", trouble.words(), trouble.mend()),
        None if error.kind() == io::ErrorKind::PermissionDenied => {
            format!("{error}: see whose it is; `lyceum doctor` names what is not the server's user's")
        }
        None => format!("{error}: look at the disk"),
    }
}

/// What became of the log's last write.
#[derive(Debug, Default)]
pub struct Disk(Mutex<Option<Trouble>>);

impl Disk {
    pub fn refuses(&self) -> Option<Trouble> {
        *self.0.lock()
    }

    pub(crate) fn told(&self, trouble: Option<Trouble>) {
        *self.0.lock() = trouble;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_trouble_is_found_again_in_its_cause() {
        for (errno, trouble) in [(Errno::NOSPC, Trouble::Full), (Errno::ROFS, Trouble::ReadOnly), (Errno::IO, Trouble::Failing)] {
            let cause = format!("the disk refused the write: {}", cause(&errno.into()));
            assert_eq!(Trouble::in_cause(&cause), Some(trouble), "{cause}");
            assert_eq!(cause.contains("make room"), trouble == Trouble::Full, "{cause}");
        }
        assert_eq!(Trouble::in_cause(&cause(&Errno::MFILE.into())), None);
    }
}
