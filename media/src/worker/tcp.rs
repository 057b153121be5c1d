//! ICE over TCP, for networks that let no UDP out: each datagram is framed by its length (RFC 4571).

use std::collections::{HashMap, VecDeque};
use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use mio::net::{TcpListener, TcpStream};
use mio::{Interest, Poll, Token};
use str0m::net::Transmit;

use crate::metrics::Metrics;

const LISTENER: Token = Token(2);
const CONNECTIONS_MAX: usize = 256;
/// A slow reader loses datagrams beyond this, as it would on a slow network.
const QUEUED_MAX: usize = 256 * 1_024;
/// Nothing came in for so long: whoever connected has gone, or never spoke.
const IDLE_MAX: Duration = Duration::from_secs(30);
/// Reads from one connection in a turn; what is left waits for the next.
const READS_MAX: usize = 8;

struct Stream {
    socket: TcpStream,
    token: Token,
    local: IpAddr,
    incoming: Vec<u8>,
    outgoing: VecDeque<u8>,
    heard: Instant,
}

pub(super) struct Tcp {
    listener: TcpListener,
    port: u16,
    streams: HashMap<SocketAddr, Stream>,
    tokens: HashMap<Token, SocketAddr>,
    /// Readable still, though their event has passed.
    unfinished: Vec<Token>,
    next: usize,
    metrics: Metrics,
}

impl Tcp {
    pub(super) fn listen(poll: &Poll, address: SocketAddr, metrics: Metrics) -> io::Result<Self> {
        let mut listener = TcpListener::bind(address)?;
        poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
        let port = listener.local_addr()?.port();
        Ok(Self {
            listener,
            port,
            streams: HashMap::new(),
            tokens: HashMap::new(),
            unfinished: Vec::new(),
            next: LISTENER.0 + 1,
            metrics,
        })
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Serves the ready connections; true when some are not read to the end.
    pub(super) fn ready(
        &mut self,
        poll: &Poll,
        ready: impl Iterator<Item = Token>,
        now: Instant,
        mut each: impl FnMut(SocketAddr, IpAddr, &[u8]),
    ) -> bool {
        let mut tokens = std::mem::take(&mut self.unfinished);
        tokens.extend(ready);
        for token in tokens {
            if token == LISTENER {
                self.accept(poll, now);
                continue;
            }
            let Some(address) = self.tokens.get(&token).copied() else { continue };
            let Some(stream) = self.streams.get_mut(&address) else { continue };
            match stream.serve(now, |local, frame| each(address, local, frame)) {
                Ok(true) if !self.unfinished.contains(&token) => self.unfinished.push(token),
                Ok(_) => {}
                Err(_) => self.drop_stream(address),
            }
        }
        !self.unfinished.is_empty()
    }

    pub(super) fn send(&mut self, transmit: &Transmit) {
        let Some(stream) = self.streams.get_mut(&transmit.destination) else { return };
        let Ok(length) = u16::try_from(transmit.contents.len()) else { return };
        if stream.outgoing.len() + transmit.contents.len() + 2 > QUEUED_MAX {
            self.metrics.send_failed.inc();
            return;
        }
        stream.outgoing.extend(length.to_be_bytes());
        stream.outgoing.extend(transmit.contents.iter());
        self.metrics.sent.inc();
        self.metrics.sent_bytes.inc_by(u64::from(length));
        if stream.write().is_err() {
            self.drop_stream(transmit.destination);
        }
    }

    fn accept(&mut self, poll: &Poll, now: Instant) {
        while let Ok((mut socket, address)) = self.listener.accept() {
            self.drop_idle(now);
            let Ok(local) = socket.local_addr() else { continue };
            let token = Token(self.next);
            self.next += 1;
            let registered = poll.registry().register(&mut socket, token, Interest::READABLE.add(Interest::WRITABLE)).is_ok();
            if self.streams.len() >= CONNECTIONS_MAX || !registered {
                continue;
            }
            // small datagrams are for now, not for later
            socket.set_nodelay(true).ok();
            let stream = Stream { socket, token, local: local.ip(), incoming: Vec::new(), outgoing: VecDeque::new(), heard: now };
            self.streams.insert(address, stream);
            self.tokens.insert(token, address);
            self.metrics.tcp_connections.inc();
        }
    }

    fn drop_idle(&mut self, now: Instant) {
        let idle = |stream: &Stream| now.saturating_duration_since(stream.heard) > IDLE_MAX;
        let idle: Vec<SocketAddr> = self.streams.iter().filter(|(_, stream)| idle(stream)).map(|(address, _)| *address).collect();
        for address in idle {
            self.drop_stream(address);
        }
    }

    fn drop_stream(&mut self, address: SocketAddr) {
        if let Some(stream) = self.streams.remove(&address) {
            self.tokens.remove(&stream.token);
            self.metrics.tcp_connections.dec();
        }
    }
}

impl Stream {
    /// Writes what waits and reads what has come; true when there is more to read.
    fn serve(&mut self, now: Instant, mut each: impl FnMut(IpAddr, &[u8])) -> io::Result<bool> {
        self.write()?;
        let mut buffer = [0; 8 * 1_024];
        for _ in 0..READS_MAX {
            match self.socket.read(&mut buffer) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(count) => {
                    self.heard = now;
                    self.incoming.extend_from_slice(&buffer[..count]);
                    while let Some(frame) = self.frame() {
                        each(self.local, &frame);
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(false),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    fn frame(&mut self) -> Option<Vec<u8>> {
        let [high, low, ..] = self.incoming[..] else { return None };
        let end = 2 + usize::from(u16::from_be_bytes([high, low]));
        let frame = self.incoming.get(2..end)?.to_vec();
        self.incoming.drain(..end);
        Some(frame)
    }

    fn write(&mut self) -> io::Result<()> {
        while !self.outgoing.is_empty() {
            let (front, _) = self.outgoing.as_slices();
            match self.socket.write(front) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => {
                    self.outgoing.drain(..count);
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
