//! The worker's side of ICE over TCP, turn by turn, with clients on the loopback.

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
        let tcp = Tcp::listen(&poll, (Ipv4Addr::LOCALHOST, 0).into(), Metrics::default(), Arc::default()).unwrap();
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
    let newcomer = ground.connect(2, start);
    let mut crowd = Vec::new();
    for number in 0..PLACES + 20 {
        crowd.push(ground.connect(1, start + Duration::from_millis(number as u64)));
    }
    assert_eq!(ground.tcp.streams.len(), PLACES + 1);
    assert!(ground.has(&newcomer), "of another address");
    ground.tcp.drop_idle(start);
    assert_eq!(ground.tcp.taken.load(Ordering::Relaxed), PLACES);
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
    for number in 0..PLACES + 20 {
        crowd.push(ground.connect(1, start + SECOND));
        let name = u8::try_from(3 + number / ADDRESSES_MAX).unwrap();
        ground.says(crowd.last_mut().unwrap(), name, start + SECOND);
    }
    assert_eq!(ground.tcp.streams.len(), PLACES);
    assert!(ground.has(&other), "of another address");
    let mut late = ground.connect(3, start + 2 * SECOND);
    ground.says(&mut late, 200, start + 2 * SECOND);
    assert!(ground.has(&late) && ground.has(&other));
}

#[test]
fn who_comes_and_goes_has_few_places_and_who_is_heard_keeps_theirs() {
    let mut ground = Ground::new();
    let start = ground.start;
    let mut here = ground.connect(1, start);
    ground.says(&mut here, 1, start);
    let mut crowd = Vec::new();
    let mut come = |ground: &mut Ground, name: u8, now: Instant| {
        for _ in 0..ADDRESSES_MAX {
            crowd.push(ground.connect(1, now));
            ground.says(crowd.last_mut().unwrap(), name, now);
        }
    };
    for name in 2..80 {
        come(&mut ground, name, start);
        ground.tcp.close(&[route(name).unwrap()]);
    }
    assert_eq!(ground.tcp.streams.len(), 1, "the first one");
    for name in 80..120 {
        let now = start + Duration::from_millis(name.into());
        come(&mut ground, name, now);
        assert!(ground.has(&here), "first to come, but heard");
        ground.says(&mut here, 1, now);
    }
    assert_eq!(ground.tcp.streams.len(), PLACES);
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
