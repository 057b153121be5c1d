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

/// The state of the server's end as the kernel has it (net/tcp_states.h).
pub fn end(server: &Server, client: &TcpStream) -> Option<u8> {
    let ends = [server.address, client.local_addr().unwrap()].map(|end| format!(":{:04X}", end.port()));
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
    table.lines().find_map(|line| match line.split_whitespace().collect::<Vec<_>>()[..] {
        [_, here, there, state, ..] if here.ends_with(&ends[0]) && there.ends_with(&ends[1]) => {
            Some(u8::from_str_radix(state, 16).unwrap())
        }
        _ => None,
    })
}

pub const FIN_WAIT_1: u8 = 4;
