//! The raw cost of a packet: one `sendto` each, to as many receivers and as often as the forwarded stream.

use std::{
    net::{Ipv4Addr, SocketAddr, UdpSocket},
    time::{Duration, Instant},
};

use anyhow::Context;
use rustix::time::{ClockId, clock_gettime};

/// Prints the µs of CPU per packet. Nobody reads the receivers' sockets: what a receiver costs is not the sender's.
pub fn run(bytes: usize, receivers: usize, per_second: u64, seconds: u64) -> anyhow::Result<()> {
    let sockets: Vec<UdpSocket> = (0..receivers).map(|_| UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))).collect::<Result<_, _>>()?;
    let addresses: Vec<SocketAddr> = sockets.iter().map(UdpSocket::local_addr).collect::<Result<_, _>>()?;
    let sender = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
    let packet = vec![0x5A; bytes];
    let (cpu, begun) = (cpu(), Instant::now());
    for number in 0..per_second * seconds {
        let due = begun + Duration::from_secs_f64(number as f64 / per_second as f64);
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        for address in &addresses {
            sender.send_to(&packet, address).context("sending to a socket of our own")?;
        }
    }
    let packets = per_second * seconds * receivers as u64;
    println!("{}", (self::cpu() - cpu) * 1e6 / packets as f64);
    Ok(())
}

/// Seconds of this process.
fn cpu() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
