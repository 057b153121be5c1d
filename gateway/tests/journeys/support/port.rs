//! Ports for programs that a test starts.

use std::{
    net::{Ipv4Addr, TcpListener},
    sync::atomic::{AtomicU16, Ordering},
};

/// Below those that the system gives to clients: of them one that is free now may be taken when the program comes to listen, or starts again.
const FIRST: u16 = 20_000;
const COUNT: u16 = 12_000;

static NEXT: AtomicU16 = AtomicU16::new(0);

/// Another one each time; tests of other processes begin elsewhere.
pub fn free_port() -> u16 {
    let begin = u16::try_from(std::process::id() * 61 % u32::from(COUNT)).unwrap();
    (0..COUNT)
        .map(|_| FIRST + (begin + NEXT.fetch_add(1, Ordering::Relaxed) % COUNT) % COUNT)
        .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
        .expect("a free port")
}
