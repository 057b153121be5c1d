//! Whether as many connections may be open as `limits.connections` says: each takes a file descriptor.

use std::fs;

use rustix::process::{Resource, getrlimit};

use super::{Finding, server::Running};
use crate::descriptors::OTHERS;

const CHECK: &str = "limits.connections";

/// With fewer the store itself may not open.
const LEAST: u64 = 256;

pub fn check(running: Option<&Running>, connections: usize) -> Finding {
    let connections = u64::try_from(connections).unwrap_or(u64::MAX);
    let theirs = running.and_then(|running| running.pid).and_then(|pid| Some((pid, of(pid)?)));
    match theirs {
        Some((pid, limit)) => judge(limit, &format!("the running server (process {pid})"), connections),
        // the server raises its soft limit to the hard one
        None => judge(getrlimit(Resource::Nofile).maximum.unwrap_or(u64::MAX), "a process started from here", connections),
    }
}

/// Of another process.
fn of(pid: u32) -> Option<u64> {
    parse(&fs::read_to_string(format!("/proc/{pid}/limits")).ok()?)
}

fn parse(limits: &str) -> Option<u64> {
    let soft = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?.split_whitespace().next()?;
    if soft == "unlimited" { Some(u64::MAX) } else { soft.parse().ok() }
}

fn judge(limit: u64, whose: &str, connections: u64) -> Finding {
    let wanted = connections.saturating_add(OTHERS);
    if limit >= wanted {
        return Finding::ok(CHECK, format!("{whose} may open enough files for {connections} connections"));
    }
    let said = format!("{whose} may open {limit} files; {connections} connections and what else is open want {wanted}");
    let raise = format!("`ulimit -n {wanted}` before the start, or `LimitNOFILE={wanted}` in the service's unit");
    if limit < LEAST {
        return Finding::error(CHECK, format!("{said}: that is too few to serve anybody"), raise);
    }
    let fewer = limit.saturating_sub(OTHERS).max(1);
    Finding::warning(
        CHECK,
        format!("{said}: connections beyond that are kept waiting"),
        format!("{raise}; or `limits.connections={fewer}`"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn the_limit_is_held_against_connections() {
        let level = |limit, connections| judge(limit, "it", connections).level;
        assert_eq!((level(u64::MAX, 20_000), level(20_512, 20_000)), (Level::Ok, Level::Ok));
        assert_eq!((level(20_511, 20_000), level(1024, 512)), (Level::Warning, Level::Ok));
        assert_eq!(level(255, 20_000), Level::Error);
        let mend = judge(1024, "it", 20_000).mend.unwrap();
        assert!(mend.contains("ulimit -n 20512") && mend.contains("limits.connections=512"), "{mend}");
    }

    #[test]
    fn a_running_servers_own_limit_counts() {
        let table = |soft: &str| format!("Limit   Soft  Hard  Units\nMax open files            {soft}   4096    files\n");
        assert_eq!((parse(&table("1024")), parse(&table("unlimited")), parse("")), (Some(1024), Some(u64::MAX), None));
        let here = Running { pid: Some(std::process::id()) };
        assert!(check(Some(&here), 1).found.contains("running server"));
        assert!(check(None, 1).found.contains("started from here"));
    }
}
