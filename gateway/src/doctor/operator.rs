//! Where operators connect. Who gets there founds organizations and sets passwords: nobody is asked to sign in.

use std::path::Path;

use super::{Finding, Level, place::is_loopback, port, server::Running, socket};
use crate::config::Config;

const CHECK: &str = "operator";

pub fn check(config: &Config, running: Option<&Running>) -> Finding {
    let address = config.operator();
    match address.strip_prefix("unix:") {
        Some(path) => socket::check(CHECK, Path::new(path), &config.data, running),
        None => exposed(&address, port::judge(CHECK, &address, &port::tcp(&address, running))),
    }
}

/// What is worse of the two: that it cannot be bound, or that others reach it.
fn exposed(address: &str, bound: Finding) -> Finding {
    if bound.level == Level::Error || is_loopback(address) {
        return bound;
    }
    Finding::error(
        CHECK,
        format!("{address} is reached by other machines, and whoever gets there may command this server without signing in"),
        "set `operator` to `127.0.0.1:9090`, or leave it out: then it is a socket in the data folder",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_outside_this_machine_may_command() {
        let ok = |address: &str| exposed(address, Finding::ok(CHECK, "free")).level;
        assert_eq!(ok("127.0.0.1:9090"), Level::Ok);
        assert_eq!(ok("[::1]:9090"), Level::Ok);
        assert_eq!(ok("0.0.0.0:9090"), Level::Error);
        assert_eq!(ok("10.0.0.1:9090"), Level::Error);
        let taken = exposed("0.0.0.0:9090", Finding::error(CHECK, "taken", "stop it"));
        assert_eq!(taken.found, "taken");
    }
}
