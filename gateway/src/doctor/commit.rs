//! What one commit costs: it is answered once the disk says that it has it.

use std::{
    io,
    os::unix::fs::FileExt,
    path::Path,
    time::{Duration, Instant},
};

use super::{Finding, data::Probe};

const CHECK: &str = "commit";

const WRITES: u64 = 20;
/// About what a group of a few commits takes.
const BYTES: usize = 4096;
/// A disk that is so slow has said enough.
const PATIENCE: Duration = Duration::from_secs(2);
/// People feel what waits longer.
const SLOW: Duration = Duration::from_millis(20);

pub fn check(folder: &Path) -> Finding {
    match measure(folder) {
        Ok(times) => judge(times),
        Err(error) => {
            let said = format!("a small file in {} could not be made durable: {error}", folder.display());
            Finding::error(CHECK, said, "look at the disk (`dmesg`), or set `data` to another one")
        }
    }
}

/// Written and synced as the log does it.
fn measure(folder: &Path) -> io::Result<Vec<Duration>> {
    let probe = Probe::make(folder)?;
    let (bytes, began, mut times) = ([0x5a; BYTES], Instant::now(), Vec::new());
    for nth in 0..WRITES {
        let start = Instant::now();
        probe.file.write_all_at(&bytes, nth * BYTES as u64)?;
        probe.file.sync_data()?;
        times.push(start.elapsed());
        if began.elapsed() > PATIENCE {
            break;
        }
    }
    Ok(times)
}

fn judge(mut times: Vec<Duration>) -> Finding {
    times.sort_unstable();
    let (middle, worst) = (times.get(times.len() / 2), times.last());
    let (middle, worst) = (middle.copied().unwrap_or_default(), worst.copied().unwrap_or_default());
    let said = format!(
        "one commit costs {:.1} ms (the middle of {} small writes with fdatasync, the slowest {:.1} ms)",
        millis(middle),
        times.len(),
        millis(worst)
    );
    if middle > SLOW {
        return Finding::warning(
            CHECK,
            format!("{said}: people will feel it"),
            "set `data` to a folder on a local SSD, not on a network's disk",
        );
    }
    Finding::ok(CHECK, said)
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn the_middle_of_all_writes_is_said() {
        let times = |list: &[u64]| judge(list.iter().copied().map(Duration::from_millis).collect());
        let quick = times(&[90, 1, 2, 3, 1]);
        assert!(
            quick.level == Level::Ok && quick.found.contains("costs 2.0 ms") && quick.found.contains("slowest 90.0 ms"),
            "{quick:?}"
        );
        assert_eq!(times(&[30, 1, 40]).level, Level::Warning);
    }

    #[test]
    fn a_few_writes_are_made_and_nothing_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let times = measure(folder.path()).unwrap();
        assert!((1..=20).contains(&times.len()) && times.iter().all(|time| !time.is_zero()));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        assert_eq!(check(&folder.path().join("gone")).level, Level::Error);
    }
}
