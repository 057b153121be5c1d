//! Whether this machine's clock can be believed: sessions, tokens and times of mentoring are by it.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant, SystemTime},
};

use jiff::{Timestamp, tz::TimeZone};

use super::Finding;

const CHECK: &str = "clock";

/// Before this program was written, and after anybody runs it.
const YEARS: std::ops::RangeInclusive<i16> = 2026..=2100;
/// What a clock that is kept right by slewing differs by in the time of a look.
const STEP: Duration = Duration::from_millis(250);
/// Clocks of file systems may differ by that much.
const AHEAD: Duration = Duration::from_mins(1);
/// Made by the system's time service once it has heard of the right time.
const SYNCHRONIZED: &str = "/run/systemd/timesync/synchronized";
const MEND: &str = "`timedatectl set-ntp true`, then compare `date -u` with another clock";

/// Both clocks, at the beginning of a look.
pub struct Watch {
    wall: SystemTime,
    steady: Instant,
}

impl Watch {
    pub fn start() -> Self {
        Self { wall: SystemTime::now(), steady: Instant::now() }
    }
}

struct Facts {
    now: SystemTime,
    /// By how much the wall clock was set meanwhile.
    step: Duration,
    /// When the log was written last.
    written: Option<SystemTime>,
    is_synchronized: bool,
}

pub fn check(watch: &Watch, data: &Path) -> Finding {
    let now = SystemTime::now();
    let expected = watch.wall + watch.steady.elapsed();
    let step = now.duration_since(expected).unwrap_or_else(|error| error.duration());
    judge(&Facts { now, step, written: written(data), is_synchronized: Path::new(SYNCHRONIZED).exists() })
}

fn written(data: &Path) -> Option<SystemTime> {
    let segments = fs::read_dir(data.join("log")).ok()?;
    segments.filter_map(|segment| segment.ok()?.metadata().ok()?.modified().ok()).max()
}

fn judge(facts: &Facts) -> Finding {
    let Ok(now) = Timestamp::try_from(facts.now) else {
        return Finding::error(CHECK, "the clock shows a time that no calendar has", MEND);
    };
    let year = now.to_zoned(TimeZone::UTC).year();
    if !YEARS.contains(&year) {
        return Finding::error(CHECK, format!("it is the year {year}, says the clock"), MEND);
    }
    let behind = facts.written.and_then(|written| written.duration_since(facts.now).ok()).unwrap_or_default();
    if behind > AHEAD {
        let said = format!("the clock is {} s behind the time at which the log was written last", behind.as_secs());
        return Finding::error(CHECK, said, MEND);
    }
    if facts.step > STEP {
        let said = format!("the clock was set by {:.1} s in the middle of this look", facts.step.as_secs_f64());
        return Finding::warning(CHECK, said, "let one time service keep it, which slews it rather than sets it");
    }
    let whether = if facts.is_synchronized {
        "the system's time service has set it"
    } else {
        "whether it is right cannot be told from here: compare it with another clock"
    };
    Finding::ok(CHECK, format!("{now:.0}, and steady; {whether}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    fn at(time: &str) -> SystemTime {
        time.parse::<Timestamp>().unwrap().into()
    }

    fn facts(now: &str) -> Facts {
        Facts { now: at(now), step: Duration::ZERO, written: None, is_synchronized: false }
    }

    #[test]
    fn a_clock_that_cannot_be_right_is_found() {
        let now = "2026-11-21T12:00:00.5Z";
        let fine = judge(&facts(now));
        assert!(fine.level == Level::Ok && fine.found.starts_with("2026-11-21T12:00:00Z"), "{fine:?}");
        assert!(fine.found.contains("cannot be told from here"));
        assert!(judge(&Facts { is_synchronized: true, ..facts(now) }).found.contains("time service"));
        assert!(judge(&facts("1970-01-01T00:03:00Z")).found.contains("the year 1970"));
        assert_eq!(judge(&facts("2101-01-01T00:00:00Z")).level, Level::Error);
        assert_eq!(judge(&Facts { step: Duration::from_secs(3), ..facts(now) }).level, Level::Warning);
        let behind = judge(&Facts { written: Some(at("2026-11-21T13:00:00.5Z")), ..facts(now) });
        assert!(behind.level == Level::Error && behind.found.contains("3600 s behind"), "{behind:?}");
        assert_eq!(judge(&Facts { written: Some(at("2026-11-21T11:00:00Z")), ..facts(now) }).level, Level::Ok);
    }

    #[test]
    fn the_logs_newest_file_counts() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(written(folder.path()), None);
        fs::create_dir(folder.path().join("log")).unwrap();
        fs::write(folder.path().join("log/0"), "").unwrap();
        assert!(written(folder.path()).is_some());
        assert_eq!(check(&Watch::start(), folder.path()).level, Level::Ok);
    }
}
