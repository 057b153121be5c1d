//! A client at the end of a narrow way, and what the kernel knows of the server's end of it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use socket2::SockRef;
use tokio::net::{TcpSocket, TcpStream};

use super::Server;

/// Another address than that of the server's own client.
const ELSEWHERE: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2)), 0);

/// The kernel keeps little for this end, so that the server meets its limits soon; segments are those of a network.
pub async fn narrow(server: &Server) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(ELSEWHERE).unwrap();
    SockRef::from(&socket).set_recv_buffer_size(4096).unwrap();
    SockRef::from(&socket).set_tcp_mss(1400).unwrap();
    socket.connect(server.address).await.unwrap()
}

/// The state of the server's end as the kernel has it (net/tcp_states.h); none, where it is gone, or has had its last word taken.
pub fn end(server: &Server, client: &TcpStream) -> Option<u8> {
    let [here, there] = [server.address, client.local_addr().unwrap()].map(|end| {
        let IpAddr::V4(ip) = end.ip() else { panic!("{end} is not of the table") };
        format!("{:08X}:{:04X}", u32::from_le_bytes(ip.octets()), end.port())
    });
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
    let state = table.lines().find_map(|line| match line.split_whitespace().collect::<Vec<_>>()[..] {
        [_, ours, theirs, state, ..] if ours == here && theirs == there => Some(u8::from_str_radix(state, 16).unwrap()),
        _ => None,
    });
    state.filter(|state| ![FIN_WAIT_2, TIME_WAIT].contains(state))
}

pub const ESTABLISHED: u8 = 1;
pub const FIN_WAIT_1: u8 = 4;
const FIN_WAIT_2: u8 = 5;
const TIME_WAIT: u8 = 6;
