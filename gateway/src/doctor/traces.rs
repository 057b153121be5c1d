//! Whether somebody takes the traces.

use std::{
    net::{TcpStream, ToSocketAddrs},
    time::Duration,
};

use http::uri::Authority;

use super::Finding;
use crate::config::Traces;

const CHECK: &str = "traces.endpoint";
const PATIENCE: Duration = Duration::from_secs(2);

pub fn check(traces: &Traces) -> Option<Finding> {
    let endpoint = traces.endpoint.as_deref()?;
    Some(if answers(endpoint) {
        Finding::ok(CHECK, format!("somebody answers at {endpoint}"))
    } else {
        Finding::warning(
            CHECK,
            format!("nobody answers at {endpoint}: traces are lost, and nothing else"),
            "start the collector, or leave `traces.endpoint` out",
        )
    })
}

fn answers(endpoint: &str) -> bool {
    let authority = endpoint.trim_start_matches("http://").trim_end_matches('/').parse::<Authority>();
    let addresses = authority.ok().and_then(|authority| {
        let host = authority.host().trim_start_matches('[').trim_end_matches(']');
        (host, authority.port_u16().unwrap_or(80)).to_socket_addrs().ok()
    });
    addresses.into_iter().flatten().any(|address| TcpStream::connect_timeout(&address, PATIENCE).is_ok())
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;
    use crate::doctor::Level;

    #[test]
    fn a_collector_that_is_not_there_is_said() {
        let level = |endpoint: String| check(&Traces { endpoint: Some(endpoint), ratio: 1.0 }).map(|finding| finding.level);
        let collector = TcpListener::bind("[::1]:0").unwrap();
        let endpoint = format!("http://{}", collector.local_addr().unwrap());
        assert_eq!(level(endpoint.clone()), Some(Level::Ok));
        drop(collector);
        assert_eq!(level(endpoint), Some(Level::Warning));
        assert!(check(&Traces { endpoint: None, ratio: 1.0 }).is_none());
    }
}
