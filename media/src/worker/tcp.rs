//! ICE over TCP, for networks that let no UDP out: who has a connection, and for how long.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use mio::net::TcpListener;
use mio::{Interest, Poll, Token};
use str0m::net::Transmit;

use super::demux::{ADDRESSES_MAX, Route};
use super::stream::Stream;
use crate::metrics::Metrics;

const LISTENER: Token = Token(2);
/// Connections of participants.
const KNOWN_MAX: usize = 256;
/// Connections of whom nobody knows yet.
const STRANGERS_MAX: usize = 256;
/// Accepted in a turn, and reads and frames of all connections and of one: what is left waits for the next, behind UDP and timers.
const ACCEPTS_MAX: usize = 64;
const TURN_MAX: usize = 256;
const SHARE_MAX: usize = 16;
/// Out of file descriptors: tried again after this.
const AGAIN: Duration = Duration::from_millis(500);

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

    /// Serves the ready connections by turns; true when some are not read to the end.
    pub(super) fn ready(
        &mut self,
        poll: &Poll,
        ready: impl Iterator<Item = Token>,
        now: Instant,
        mut each: impl FnMut(SocketAddr, IpAddr, &[u8]) -> Option<Route>,
    ) -> bool {
        let mut tokens = std::mem::take(&mut self.unfinished);
        tokens.extend(self.again.take_if(|again| *again <= now).map(|_| LISTENER));
        for token in ready {
            if !tokens.contains(&token) {
                tokens.push(token);
            }
        }
        // who has had nothing in this turn comes first in the next
        let (mut left, mut behind) = (TURN_MAX, Vec::new());
        for token in tokens {
            if left == 0 {
                self.unfinished.push(token);
            } else if self.serve(poll, token, now, &mut left, &mut each) {
                behind.push(token);
            }
        }
        self.unfinished.append(&mut behind);
        !self.unfinished.is_empty()
    }

    /// True when it is not done.
    fn serve(
        &mut self,
        poll: &Poll,
        token: Token,
        now: Instant,
        left: &mut usize,
        each: &mut impl FnMut(SocketAddr, IpAddr, &[u8]) -> Option<Route>,
    ) -> bool {
        if token == LISTENER {
            return self.accept(poll, now);
        }
        let Some(address) = self.tokens.get(&token).copied() else { return false };
        let Some(stream) = self.streams.get_mut(&address) else { return false };
        let (before, given) = (stream.owner, SHARE_MAX.min(*left));
        let mut share = given;
        let served = stream.serve(now, &mut share, |local, frame| each(address, local, frame));
        *left -= given - share;
        let owner = stream.owner;
        if served.is_err() {
            self.drop_stream(address);
        } else if owner != before {
            self.make_room(owner);
        }
        served.unwrap_or(false)
    }

    pub(super) fn send(&mut self, transmit: &Transmit) {
        let Some(stream) = self.streams.get_mut(&transmit.destination) else { return };
        if !stream.push(&transmit.contents) {
            self.metrics.send_failed.inc();
            return;
        }
        self.metrics.sent.inc();
        self.metrics.sent_bytes.inc_by(transmit.contents.len() as u64);
        if stream.write().is_err() {
            self.drop_stream(transmit.destination);
        }
    }

    /// True when more may wait.
    fn accept(&mut self, poll: &Poll, now: Instant) -> bool {
        for _ in 0..ACCEPTS_MAX {
            let (mut socket, address) = match self.listener.accept() {
                Ok(accepted) => accepted,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return false,
                Err(error) if of_one_connection(&error) => continue,
                Err(error) => {
                    tracing::warn!(%error, "a media worker can accept no connection for now");
                    self.again = Some(now + AGAIN);
                    return false;
                }
            };
            let Ok(local) = socket.local_addr() else { continue };
            let token = Token(self.next);
            self.next += 1;
            if poll.registry().register(&mut socket, token, Interest::READABLE.add(Interest::WRITABLE)).is_err() {
                continue;
            }
            if self.of(None).count() >= STRANGERS_MAX {
                self.drop_first(|_, stream| stream.owner.is_none());
            }
            // its former connection was reset, and that was not read yet
            self.drop_stream(address);
            // small datagrams are for now, not for later
            socket.set_nodelay(true).ok();
            self.streams.insert(address, Stream::new(socket, token, local.ip(), now));
            self.tokens.insert(token, address);
            self.metrics.tcp_connections.inc();
        }
        true
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

    fn of(&self, owner: Option<Route>) -> impl Iterator<Item = &Stream> {
        self.streams.values().filter(move |stream| stream.owner == owner)
    }

    /// One more is `owner`'s: who has too many loses the first of them, and where all places are taken the address with most does.
    fn make_room(&mut self, owner: Option<Route>) {
        if self.of(owner).count() > ADDRESSES_MAX {
            self.drop_first(|_, stream| stream.owner == owner);
        }
        let mut places = HashMap::<IpAddr, usize>::new();
        for (address, _) in self.streams.iter().filter(|(_, stream)| stream.owner.is_some()) {
            *places.entry(address.ip()).or_default() += 1;
        }
        if places.values().sum::<usize>() > KNOWN_MAX
            && let Some((most, _)) = places.into_iter().max_by_key(|(_, count)| *count)
        {
            self.drop_first(|ip, stream| stream.owner.is_some() && ip == most);
        }
    }

    fn drop_first(&mut self, of: impl Fn(IpAddr, &Stream) -> bool) {
        let these = self.streams.iter().filter(|(address, stream)| of(address.ip(), stream));
        let first = these.min_by_key(|(_, stream)| stream.since);
        if let Some(address) = first.map(|(address, _)| *address) {
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

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{Ipv4Addr, TcpStream};

    use uuid::Uuid;

    use super::super::stream::{IDLE_MAX, STRANGER_MAX};
    use super::*;
    use crate::room::PeerKey;

    const SECOND: Duration = Duration::from_secs(1);
    /// A datagram: whoever says more than nobody is a participant, by this number.
    const NOBODY: u8 = 0;

    struct Ground {
        tcp: Tcp,
        poll: Poll,
        start: Instant,
    }

    fn route(number: u8) -> Option<Route> {
        (number != NOBODY).then(|| Route { room: Uuid::from_u128(number.into()), peer: PeerKey(0) })
    }

    impl Ground {
        fn new() -> Self {
            let poll = Poll::new().unwrap();
            let tcp = Tcp::listen(&poll, (Ipv4Addr::LOCALHOST, 0).into(), Metrics::default()).unwrap();
            Self { tcp, poll, start: Instant::now() }
        }

        /// A client from this address of the loopback, accepted.
        fn connect(&mut self, host: u8, now: Instant) -> TcpStream {
            let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
            socket.bind(&SocketAddr::from(([127, 0, 0, host], 0)).into()).unwrap();
            socket.connect(&self.tcp.listener.local_addr().unwrap().into()).unwrap();
            let client = TcpStream::from(socket);
            let address = client.local_addr().unwrap();
            while !self.tcp.streams.contains_key(&address) {
                self.tcp.ready(&self.poll, [LISTENER].into_iter(), now, |_, _, _| None);
            }
            client
        }

        /// One turn in which all may be readable; how many frames it took.
        fn turn(&mut self, now: Instant) -> usize {
            let (mut frames, tokens) = (0, self.tcp.tokens.keys().copied().collect::<Vec<_>>());
            self.tcp.ready(&self.poll, tokens.into_iter(), now, |_, _, bytes| {
                frames += 1;
                route(bytes.first().copied().unwrap_or(NOBODY))
            });
            frames
        }

        /// The client says who it is, and is heard.
        fn says(&mut self, client: &mut TcpStream, number: u8, now: Instant) {
            client.write_all(&[0, 1, number]).unwrap();
            while self.turn(now) == 0 {}
        }

        fn has(&self, client: &TcpStream) -> bool {
            self.tcp.streams.contains_key(&client.local_addr().unwrap())
        }
    }

    #[test]
    fn a_stranger_is_closed_soon_whatever_they_send() {
        let mut ground = Ground::new();
        let start = ground.start;
        let mut client = ground.connect(1, start);
        ground.says(&mut client, NOBODY, start + 9 * SECOND);
        assert_eq!(ground.tcp.due(), Some(start + STRANGER_MAX));
        ground.tcp.drop_idle(start + STRANGER_MAX);
        assert!(ground.tcp.streams.is_empty() && ground.tcp.tokens.is_empty());
        assert_eq!(client.read(&mut [0]).unwrap(), 0, "closed");
        for too_much in [&[0; 64][..], &[0xff; 64]] {
            let mut client = ground.connect(1, start);
            client.write_all(too_much).unwrap();
            while ground.has(&client) {
                ground.turn(start);
            }
        }
    }

    #[test]
    fn a_turn_is_bounded_and_a_participant_is_heard_amid_a_flood() {
        let mut ground = Ground::new();
        let start = ground.start;
        // as participants: strangers would be closed
        let mut flood: Vec<TcpStream> = (0..60).map(|_| ground.connect(1, start)).collect();
        for (client, number) in flood.iter_mut().zip(2..) {
            ground.says(client, number, start);
            client.set_nonblocking(true).unwrap();
            let _ = client.write(&[0, 1, number].repeat(20_000));
        }
        let mut quiet = ground.connect(2, start);
        quiet.write_all(&[0, 1, 1]).unwrap();
        let address = quiet.local_addr().unwrap();
        for _ in 0..=60 * SHARE_MAX / TURN_MAX + 1 {
            assert!(ground.turn(start) <= TURN_MAX);
        }
        assert_eq!(ground.tcp.streams[&address].owner, route(1));
    }

    #[test]
    fn a_crowd_of_strangers_makes_room_and_a_participant_stays() {
        let mut ground = Ground::new();
        let start = ground.start;
        let mut known = ground.connect(1, start);
        ground.says(&mut known, 1, start);
        let mut crowd = Vec::new();
        for number in 0..STRANGERS_MAX + 20 {
            crowd.push(ground.connect(1, start + Duration::from_millis(number as u64)));
        }
        assert_eq!(ground.tcp.streams.len(), STRANGERS_MAX + 1);
        assert!(ground.has(&known) && ground.has(crowd.last().unwrap()) && !ground.has(&crowd[0]));
    }

    #[test]
    fn one_participant_has_few_places_and_one_address_makes_room_for_others() {
        let mut ground = Ground::new();
        let start = ground.start;
        let mut greedy = Vec::new();
        for number in 0..20 {
            let now = start + Duration::from_millis(number);
            greedy.push(ground.connect(1, now));
            ground.says(greedy.last_mut().unwrap(), 1, now);
        }
        assert_eq!(ground.tcp.streams.len(), ADDRESSES_MAX, "the last ones");
        assert!(ground.has(greedy.last().unwrap()));
        let mut other = ground.connect(2, start);
        ground.says(&mut other, 2, start);
        let mut crowd = Vec::new();
        for number in 0..KNOWN_MAX + 20 {
            crowd.push(ground.connect(1, start + SECOND));
            let name = u8::try_from(3 + number / ADDRESSES_MAX).unwrap();
            ground.says(crowd.last_mut().unwrap(), name, start + SECOND);
        }
        assert_eq!(ground.tcp.streams.len(), KNOWN_MAX);
        assert!(ground.has(&other), "of another address");
        let mut late = ground.connect(3, start + 2 * SECOND);
        ground.says(&mut late, 200, start + 2 * SECOND);
        assert!(ground.has(&late) && ground.has(&other));
    }

    #[test]
    fn who_comes_again_from_the_same_port_at_once_has_one_connection() {
        let mut ground = Ground::new();
        let start = ground.start;
        let address = ground.tcp.listener.local_addr().unwrap();
        let first = ground.connect(1, start);
        let port = first.local_addr().unwrap();
        socket2::SockRef::from(&first).set_linger(Some(Duration::ZERO)).unwrap();
        drop(first);
        let again = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
        again.bind(&port.into()).unwrap();
        again.connect(&address.into()).unwrap();
        let former = ground.tcp.streams[&port].token;
        while ground.tcp.streams[&port].token == former {
            ground.tcp.ready(&ground.poll, [LISTENER].into_iter(), start, |_, _, _| None);
        }
        assert_eq!((ground.tcp.streams.len(), ground.tcp.tokens.len()), (1, 1));
        assert_eq!(ground.tcp.metrics.tcp_connections.get(), 1);
    }

    #[test]
    fn a_participant_stays_while_heard() {
        let mut ground = Ground::new();
        let start = ground.start;
        let mut client = ground.connect(1, start);
        ground.says(&mut client, 1, start + 9 * SECOND);
        ground.tcp.drop_idle(start + STRANGER_MAX);
        assert_eq!(ground.tcp.streams.len(), 1);
        ground.tcp.drop_idle(start + 9 * SECOND + IDLE_MAX);
        assert!(ground.tcp.streams.is_empty());
    }
}
