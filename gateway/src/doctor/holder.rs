//! Which process holds a port, as `/proc` tells it.

use std::{
    fs,
    net::{IpAddr, SocketAddr},
    path::Path,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    Tcp,
    Udp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    pub pid: u32,
    pub name: String,
}

/// State of a listening TCP socket in the kernel's table.
const LISTENING: &str = "0A";

/// None: nobody, or a process that this user may not look into.
pub fn of(transport: Transport, address: SocketAddr) -> Option<Process> {
    let tables = match transport {
        Transport::Tcp => ["/proc/net/tcp", "/proc/net/tcp6"],
        Transport::Udp => ["/proc/net/udp", "/proc/net/udp6"],
    };
    let tables = tables.into_iter().filter_map(|table| fs::read_to_string(table).ok());
    let links: Vec<String> =
        tables.flat_map(|table| inodes(&table, transport, address)).map(|inode| format!("socket:[{inode}]")).collect();
    let mut processes = fs::read_dir("/proc").ok()?.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let pid = processes.find(|pid| has(*pid, &links))?;
    let name = fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
    Some(Process { pid, name: name.trim().to_owned() })
}

fn has(pid: u32, links: &[String]) -> bool {
    let Ok(open) = fs::read_dir(Path::new("/proc").join(pid.to_string()).join("fd")) else { return false };
    let mut targets = open.filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
    targets.any(|target| links.iter().any(|link| target.as_os_str() == link.as_str()))
}

/// Of the sockets that stand in the way of one on `address`.
fn inodes(table: &str, transport: Transport, address: SocketAddr) -> Vec<u64> {
    let line = |line: &str| {
        let parts: Vec<_> = line.split_whitespace().collect();
        let (ip, port) = parts.get(1)?.split_once(':')?;
        let (ip, port) = (parse(ip)?, u16::from_str_radix(port, 16).ok()?);
        let meets = ip == address.ip() || ip.is_unspecified() || address.ip().is_unspecified();
        let counts = transport == Transport::Udp || parts.get(3) == Some(&LISTENING);
        if meets && counts && port == address.port() { parts.get(9)?.parse().ok() } else { None }
    };
    table.lines().skip(1).filter_map(line).collect()
}

/// Words of four bytes in hexadecimal, each as this machine orders them.
fn parse(hex: &str) -> Option<IpAddr> {
    let word = |at: usize| Some(u32::from_str_radix(hex.get(at..at + 8)?, 16).ok()?.to_ne_bytes());
    match hex.len() {
        8 => Some(IpAddr::from(word(0)?)),
        32 => {
            let words = [word(0)?, word(8)?, word(16)?, word(24)?];
            let bytes: [u8; 16] = words.concat().try_into().ok()?;
            Some(IpAddr::from(bytes).to_canonical())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_table_is_read() {
        let table = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n   \
             0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0 100 0 0 10 0\n   \
             1: 0100007F:1F90 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 222 1 0 100 0 0 10 0\n   \
             2: 00000000:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1 0 100 0 0 10 0\n";
        let at = |address: &str| inodes(table, Transport::Tcp, address.parse().unwrap());
        assert_eq!(at("127.0.0.1:8080"), [111], "what only uses the port does not hold it");
        assert_eq!(at("0.0.0.0:8080"), [111]);
        assert_eq!(at("10.0.0.1:8080"), [] as [u64; 0]);
        assert_eq!(at("10.0.0.1:8081"), [333]);
        assert_eq!(parse("0000000000000000FFFF00000100007F"), Some("127.0.0.1".parse().unwrap()));
        assert_eq!(parse("00000000000000000000000001000000"), Some("::1".parse().unwrap()));
    }

    #[test]
    fn this_process_is_found_by_its_sockets() {
        let tcp = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let udp = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let mine = |found: Option<Process>| found.unwrap().pid == std::process::id();
        assert!(mine(of(Transport::Tcp, tcp.local_addr().unwrap())));
        assert!(mine(of(Transport::Udp, udp.local_addr().unwrap())));
    }
}
