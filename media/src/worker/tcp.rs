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
/// No participant's datagram came in for so long: they have gone. ICE checks every few seconds.
const IDLE_MAX: Duration = Duration::from_secs(30);
/// Who connects says in this time which participant they are.
const STRANGER_MAX: Duration = Duration::from_secs(10);
/// Reads from one connection in a turn; what is left waits for the next.
const READS_MAX: usize = 8;
/// Out of file descriptors: tried again after this.
const AGAIN: Duration = Duration::from_millis(500);

struct Stream {
    socket: TcpStream,
    token: Token,
    local: IpAddr,
    incoming: Vec<u8>,
    outgoing: VecDeque<u8>,
    /// When it must be closed unless a participant is heard before.
    until: Instant,
    /// A participant was heard on it.
    known: bool,
}

pub(super) struct Tcp {
    listener: TcpListener,
    port: u16,
    streams: HashMap<SocketAddr, Stream>,
    tokens: HashMap<Token, SocketAddr>,
    /// Readable still, though their event has passed.
    unfinished: Vec<Token>,
    next: usize,
    /// Nothing could be accepted: no news will come of who waits already.
    again: Option<Instant>,
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
            again: None,
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
        mut each: impl FnMut(SocketAddr, IpAddr, &[u8]) -> bool,
    ) -> bool {
        let mut tokens = std::mem::take(&mut self.unfinished);
        tokens.extend(self.again.take_if(|again| *again <= now).map(|_| LISTENER));
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
        loop {
            let (mut socket, address) = match self.listener.accept() {
                Ok(accepted) => accepted,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                Err(error) if of_one_connection(&error) => continue,
                Err(error) => {
                    tracing::warn!(%error, "a media worker can accept no connection for now");
                    self.again = Some(now + AGAIN);
                    return;
                }
            };
            let Ok(local) = socket.local_addr() else { continue };
            if self.streams.len() >= CONNECTIONS_MAX {
                self.drop_oldest_stranger();
            }
            let token = Token(self.next);
            self.next += 1;
            let registered = poll.registry().register(&mut socket, token, Interest::READABLE.add(Interest::WRITABLE)).is_ok();
            if self.streams.len() >= CONNECTIONS_MAX || !registered {
                continue;
            }
            // small datagrams are for now, not for later
            socket.set_nodelay(true).ok();
            let stream = Stream {
                socket,
                token,
                local: local.ip(),
                incoming: Vec::new(),
                outgoing: VecDeque::new(),
                until: now + STRANGER_MAX,
                known: false,
            };
            self.streams.insert(address, stream);
            self.tokens.insert(token, address);
            self.metrics.tcp_connections.inc();
        }
    }

    /// When the next connection must be closed, if nobody is heard on it.
    pub(super) fn due(&self) -> Option<Instant> {
        self.streams.values().map(|stream| stream.until).chain(self.again).min()
    }

    pub(super) fn drop_idle(&mut self, now: Instant) {
        let idle = self.streams.iter().filter(|(_, stream)| stream.until <= now);
        let idle: Vec<SocketAddr> = idle.map(|(address, _)| *address).collect();
        for address in idle {
            self.drop_stream(address);
        }
    }

    /// Strangers in a crowd make room for who may be a participant.
    fn drop_oldest_stranger(&mut self) {
        let strangers = self.streams.iter().filter(|(_, stream)| !stream.known);
        if let Some(address) = strangers.min_by_key(|(_, stream)| stream.until).map(|(address, _)| *address) {
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

/// It broke before it was ours; the listener is well.
fn of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionReset | Interrupted)
}

impl Stream {
    /// Writes what waits and reads what has come; true when there is more to read.
    fn serve(&mut self, now: Instant, mut each: impl FnMut(IpAddr, &[u8]) -> bool) -> io::Result<bool> {
        self.write()?;
        let mut buffer = [0; 8 * 1_024];
        for _ in 0..READS_MAX {
            match self.socket.read(&mut buffer) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(count) => {
                    self.incoming.extend_from_slice(&buffer[..count]);
                    while let Some(frame) = self.frame() {
                        if each(self.local, &frame) {
                            self.until = now + IDLE_MAX;
                            self.known = true;
                        }
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

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    struct Ground {
        tcp: Tcp,
        poll: Poll,
        client: std::net::TcpStream,
        start: Instant,
    }

    /// A worker's listener and one client connected to it.
    fn connected() -> Ground {
        let poll = Poll::new().unwrap();
        let mut tcp = Tcp::listen(&poll, (std::net::Ipv4Addr::LOCALHOST, 0).into(), Metrics::default()).unwrap();
        let client = std::net::TcpStream::connect(tcp.listener.local_addr().unwrap()).unwrap();
        let start = Instant::now();
        while tcp.streams.is_empty() {
            tcp.ready(&poll, [LISTENER].into_iter(), start, |_, _, _| unreachable!("nobody has written"));
        }
        Ground { tcp, poll, client, start }
    }

    /// One frame arrives; `known` says whether it is a participant's.
    fn frame(ground: &mut Ground, now: Instant, known: bool) {
        ground.client.write_all(&[0, 2, 7, 7]).unwrap();
        let token = ground.tcp.streams.values().next().unwrap().token;
        let mut came = false;
        while !came {
            ground.tcp.ready(&ground.poll, [token].into_iter(), now, |_, _, bytes| {
                came = true;
                assert_eq!(bytes, [7, 7]);
                known
            });
        }
    }

    #[test]
    fn a_stranger_is_closed_soon_however_much_they_send() {
        let mut ground = connected();
        let start = ground.start;
        frame(&mut ground, start + 9 * SECOND, false);
        assert_eq!(ground.tcp.due(), Some(start + STRANGER_MAX));
        ground.tcp.drop_idle(start + STRANGER_MAX);
        assert!(ground.tcp.streams.is_empty() && ground.tcp.tokens.is_empty());
        assert_eq!(ground.client.read(&mut [0]).unwrap(), 0, "closed");
    }

    #[test]
    fn a_crowd_of_strangers_makes_room_and_a_participant_stays() {
        let mut ground = connected();
        let start = ground.start;
        frame(&mut ground, start, true);
        let known = ground.client.local_addr().unwrap();
        let address = ground.tcp.listener.local_addr().unwrap();
        let mut crowd = Vec::new();
        while crowd.len() < CONNECTIONS_MAX + 20 {
            crowd.push(std::net::TcpStream::connect(address).unwrap());
            let newest = crowd.last().unwrap().local_addr().unwrap();
            let now = start + Duration::from_millis(crowd.len() as u64);
            while !ground.tcp.streams.contains_key(&newest) {
                ground.tcp.ready(&ground.poll, [LISTENER].into_iter(), now, |_, _, _| unreachable!("nobody has written"));
            }
        }
        assert_eq!(ground.tcp.streams.len(), CONNECTIONS_MAX);
        assert!(ground.tcp.streams.contains_key(&known), "the participant is not sent away");
    }

    #[test]
    fn a_participant_stays_while_heard() {
        let mut ground = connected();
        let start = ground.start;
        frame(&mut ground, start + 9 * SECOND, true);
        ground.tcp.drop_idle(start + STRANGER_MAX);
        assert_eq!(ground.tcp.streams.len(), 1);
        ground.tcp.drop_idle(start + 9 * SECOND + IDLE_MAX);
        assert!(ground.tcp.streams.is_empty());
    }
}
