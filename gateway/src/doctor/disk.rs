//! Room on the data folder's disk.

use std::path::Path;

use rustix::fs::{statfs, statvfs};

use super::Finding;

const CHECK: &str = "disk";

/// File systems that are gone with the machine or the container.
const TMPFS: u64 = 0x0102_1994;
const OVERLAY: u64 = 0x794c_7630;

pub fn check(folder: &Path, reserve: u64) -> Finding {
    match (statvfs(folder), statfs(folder)) {
        (Ok(room), Ok(kind)) => {
            let kind = match u64::try_from(kind.f_type) {
                Ok(TMPFS) => Some("tmpfs, in memory: it is gone with the next start of the machine"),
                Ok(OVERLAY) => Some("a container's own layer: it is gone with the container"),
                _ => None,
            };
            judge(room.f_bavail.saturating_mul(room.f_frsize), reserve, kind)
        }
        (Err(error), _) | (_, Err(error)) => Finding::error(
            CHECK,
            format!("the room on {} is not known: {error}", folder.display()),
            "set `data` to a folder on a local disk",
        ),
    }
}

fn judge(available: u64, reserve: u64, passing: Option<&str>) -> Finding {
    let free = format!("{} MiB are free, `store.reserve_bytes` keeps {} MiB", available >> 20, reserve >> 20);
    let room = "make room, or set `data` to a larger disk, or a smaller `store.reserve_bytes`";
    if available < reserve {
        return Finding::error(CHECK, format!("{free}: every commit would be refused"), room);
    }
    if let Some(passing) = passing {
        return Finding::warning(
            CHECK,
            format!("{free}; the folder is on {passing}"),
            "set `data` to a folder on a disk that stays",
        );
    }
    if available / 2 < reserve {
        return Finding::warning(CHECK, format!("{free}: soon commits are refused"), room);
    }
    Finding::ok(CHECK, free)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn room_is_held_against_the_reserve() {
        let level = |available, passing| judge(available, 100, passing).level;
        assert_eq!((level(99, None), level(100, None), level(199, None)), (Level::Error, Level::Warning, Level::Warning));
        assert_eq!((level(200, None), level(200, Some("tmpfs"))), (Level::Ok, Level::Warning));
        assert_eq!(check(Path::new("/"), u64::MAX).level, Level::Error);
        assert!(check(Path::new("/no/such/folder"), 1).found.contains("not known"));
    }
}
