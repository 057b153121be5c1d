//! Where operators connect, and who watches.

use std::{net::SocketAddr, path::Path};

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
    if let Some(path) = address.strip_prefix("unix:") {
        return Some(socket::check("metrics", Path::new(path), &config.data, running));
    }
    let state = port::tcp(address, running);
    let is_everywhere = address.parse().is_ok_and(|address: SocketAddr| address.ip().is_unspecified());
    Some(if is_everywhere && state.is_usable() {
        let open = format!("{address} is open to every network of this machine, and nobody is asked who they are");
        Finding::warning(
            "metrics",
            open,
            "set `metrics` to the address that Prometheus comes to, or close the port to all others",
        )
    } else {
        port::judge("metrics", address, &state)
    })
}
