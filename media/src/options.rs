use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::ops::RangeInclusive;

/// Where and how the workers listen.
#[derive(Clone, Debug)]
pub struct Options {
    /// The address and ports of the UDP sockets, one a worker: the first free ports of the range.
    pub udp: Udp,
    /// The addresses clients are told. Empty: the bound one, which then must not be a wildcard.
    pub announced: Vec<IpAddr>,
    /// ICE over TCP for networks that let no UDP out. Worker *n* listens on this port + *n*, or on
    /// any free port when it is 0.
    pub tcp: Option<SocketAddr>,
    /// Threads; rooms are spread over them.
    pub workers: usize,
    /// Pin each worker to a core of its own.
    pub pinned: bool,
}

/// A range of UDP ports on one address. `0..=0` lets the system choose.
#[derive(Clone, Debug)]
pub struct Udp {
    pub address: IpAddr,
    pub ports: RangeInclusive<u16>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            udp: Udp { address: IpAddr::V4(Ipv4Addr::LOCALHOST), ports: 0..=0 },
            announced: Vec::new(),
            tcp: None,
            workers: 1,
            pinned: false,
        }
    }
}
