//! Where people connect.

use std::path::Path;

use super::{Finding, port, server::Running, socket};
use crate::config::Config;

const CHECK: &str = "listen";

pub fn check(config: &Config, running: Option<&Running>) -> Finding {
    let address = &config.listen;
    match address.strip_prefix("unix:") {
        Some(path) => socket::check(CHECK, Path::new(path), &config.data, running),
        None => port::judge(CHECK, address, &port::tcp(address, running)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn an_address_without_a_port_is_an_error() {
        let level = |listen: &str| check(&Config { listen: listen.into(), ..Config::default() }, None).level;
        assert_eq!((level("127.0.0.1:0"), level("127.0.0.1")), (Level::Ok, Level::Error));
        assert_eq!((level("unix:/nowhere/s"), level("unix:/tmp/no-such-lyceum")), (Level::Error, Level::Ok));
    }
}
