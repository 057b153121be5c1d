use std::collections::VecDeque;
use std::io::{self, IoSliceMut};
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use mio::net::UdpSocket;
use quinn_udp::{RecvMeta, UdpSockRef, UdpSocketState};
use socket2::{Domain, Protocol, Socket, Type};
use str0m::net::Transmit;

use super::send;
use crate::metrics::Metrics;
use crate::options::Udp as UdpOptions;

/// Receive calls before the loop goes on to send: a busy socket must not starve what is to go out.
const RECEIVES_MAX: usize = 8;
const BATCH: usize = 16;
/// Bursts of a keyframe to a full room, and of every publisher at once.
const BUFFER: usize = 4 * 1_024 * 1_024;
const DATAGRAM_MAX: usize = 1_500;

/// A worker's socket, received from and sent to in batches.
pub(super) struct Udp {
    pub socket: UdpSocket,
    pub state: UdpSocketState,
    buffers: Vec<Vec<u8>>,
    outgoing: VecDeque<Transmit>,
    pub scratch: Vec<u8>,
    pub choose_source: bool,
    pub metrics: Metrics,
}

impl Udp {
    /// Binds the first free port of the range.
    pub(super) fn bind(options: &UdpOptions, choose_source: bool, metrics: Metrics) -> io::Result<Self> {
        let socket = bind_first(options.address, options.ports.clone())?;
        let state = UdpSocketState::new(UdpSockRef::from(&socket))?;
        let size = DATAGRAM_MAX * state.gro_segments().min(43);
        Ok(Self {
            socket: UdpSocket::from_std(socket),
            state,
            buffers: vec![vec![0; size]; BATCH],
            outgoing: VecDeque::new(),
            scratch: Vec::new(),
            choose_source,
            metrics,
        })
    }

    /// Takes what has arrived, up to the cap; true when there may be more.
    pub(super) fn receive(&mut self, mut each: impl FnMut(SocketAddr, Option<IpAddr>, &[u8])) -> io::Result<bool> {
        let mut metas = [RecvMeta::default(); BATCH];
        for _ in 0..RECEIVES_MAX {
            let mut slices: Vec<IoSliceMut<'_>> = self.buffers.iter_mut().map(|buffer| IoSliceMut::new(buffer)).collect();
            let received = self.socket.try_io(|| self.state.recv(UdpSockRef::from(&self.socket), &mut slices, &mut metas));
            let count = match received {
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(false),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let now = since_epoch();
            for (meta, buffer) in metas.iter().zip(&self.buffers).take(count) {
                let waited = meta.timestamp.map(|arrived| now.saturating_sub(arrived).as_secs_f64());
                for datagram in buffer[..meta.len].chunks(meta.stride.max(1)) {
                    if let Some(waited) = waited {
                        self.metrics.wait.observe(waited);
                    }
                    self.metrics.received.inc();
                    self.metrics.received_bytes.inc_by(datagram.len() as u64);
                    each(meta.addr, meta.dst_ip, datagram);
                }
            }
        }
        Ok(true)
    }

    pub(super) fn push(&mut self, transmit: Transmit) {
        self.outgoing.push_back(transmit);
    }

    /// Sends all that was pushed. What the system does not take is lost, as on any network, and repaired like it.
    pub(super) fn flush(&mut self) {
        if !self.outgoing.is_empty() {
            let outgoing: Vec<Transmit> = self.outgoing.drain(..).collect();
            send::all(self, &outgoing);
        }
    }
}

/// The clock of the kernel's stamps.
fn since_epoch() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

fn bind_first(address: IpAddr, ports: RangeInclusive<u16>) -> io::Result<std::net::UdpSocket> {
    let mut last = io::Error::new(io::ErrorKind::AddrInUse, "the range of UDP ports is empty");
    for port in ports {
        let address = SocketAddr::new(address, port);
        let socket = Socket::new(Domain::for_address(address), Type::DGRAM, Some(Protocol::UDP))?;
        match socket.bind(&address.into()) {
            Ok(()) => {
                socket.set_recv_buffer_size(BUFFER)?;
                socket.set_send_buffer_size(BUFFER)?;
                return Ok(socket.into());
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}
