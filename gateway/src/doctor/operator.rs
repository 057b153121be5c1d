//! Where operators connect, and who watches.

use std::path::Path;

use super::{Finding, port, server::Running, socket};
use crate::config::Config;

/// Who gets there founds organizations and sets passwords, and nobody is asked to sign in: it is a socket, and its permissions keep
/// others out.
pub fn check(config: &Config, running: Option<&Running>) -> Finding {
    let address = config.operator();
    socket::check("operator", Path::new(address.trim_start_matches("unix:")), &config.data, running)
}

pub fn metrics(config: &Config, running: Option<&Running>) -> Option<Finding> {
    let address = config.metrics.as_deref()?;
    Some(match address.strip_prefix("unix:") {
        Some(path) => socket::check("metrics", Path::new(path), &config.data, running),
        None => port::judge("metrics", address, &port::tcp(address, running)),
    })
}
