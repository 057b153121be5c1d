//! The workers over real sockets: a publisher and a subscriber on the loopback, by UDP and by TCP.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream, UdpSocket};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use lyceum_media::{Connection, Media, MediaError, MediaEvent, Options, Source, Udp};
use prometheus_client::registry::Registry;
use str0m::change::SdpAnswer;
use str0m::format::Codec;
use str0m::media::{Direction, MediaKind, Mid};
use str0m::net::{Protocol, Receive, TcpType};
use str0m::rtp::RtpWrite;
use str0m::{Candidate, Event, Input, Output, Rtc, RtcConfig};
use uuid::Uuid;

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const PATIENCE: Duration = Duration::from_secs(10);

/// How a client reaches the worker.
enum Wire {
    Udp(UdpSocket),
    Tcp { stream: TcpStream, incoming: Vec<u8> },
}

struct Client {
    rtc: Rtc,
    wire: Wire,
    local: SocketAddr,
    remote: SocketAddr,
    mid: Mid,
    got: usize,
}

fn start(options: &Options) -> (Media, Registry) {
    let mut registry = Registry::default();
    (Media::start(options, &mut registry).unwrap(), registry)
}

fn listener() -> (lyceum_media::Events, Receiver<MediaEvent>) {
    let (sender, events) = channel();
    let sender = Mutex::new(sender);
    (Arc::new(move |event| sender.lock().unwrap().send(event).unwrap_or(())), events)
}

impl Client {
    async fn connect(media: &Media, room: Uuid, who: Uuid, connection: Connection, over: Protocol) -> Self {
        let mut rtc = RtcConfig::new().set_rtp_mode(true).clear_codecs().enable_vp8(true).build(Instant::now());
        let direction = if connection == Connection::Publish { Direction::SendOnly } else { Direction::RecvOnly };
        let mut api = rtc.sdp_api();
        let mid = api.add_media(MediaKind::Video, direction, None, None, None);
        let (offer, pending) = api.apply().unwrap();
        let sources = BTreeMap::from([(mid.to_string(), Source::Camera)]);
        let sources = if connection == Connection::Publish { sources } else { BTreeMap::new() };
        let answer = media.offer(room, who, connection, offer.to_sdp_string(), sources).await.unwrap();
        let remote = candidate(&answer, over);
        let (wire, local) = if over == Protocol::Udp {
            let socket = UdpSocket::bind((LOOPBACK, 0)).unwrap();
            let local = socket.local_addr().unwrap();
            rtc.add_local_candidate(Candidate::host(local, "udp").unwrap());
            (Wire::Udp(socket), local)
        } else {
            let stream = TcpStream::connect(remote).unwrap();
            let local = stream.local_addr().unwrap();
            let candidate = Candidate::builder().tcp().host(local).tcptype(TcpType::Active).build().unwrap();
            rtc.add_local_candidate(candidate);
            (Wire::Tcp { stream, incoming: Vec::new() }, local)
        };
        rtc.sdp_api().accept_answer(pending, SdpAnswer::from_sdp_string(&only(&answer, over)).unwrap()).unwrap();
        Self { rtc, wire, local, remote, mid, got: 0 }
    }

    /// One turn: sends what is to be sent, waits a moment for something to come in.
    fn turn(&mut self) {
        let now = Instant::now();
        self.rtc.handle_input(Input::Timeout(now)).unwrap();
        loop {
            match self.rtc.poll_output().unwrap() {
                Output::Timeout(_) => break,
                Output::Transmit(transmit) => self.wire.send(&transmit.contents, self.remote),
                Output::Event(Event::RtpPacket(_)) => self.got += 1,
                Output::Event(_) => {}
            }
        }
        for datagram in self.wire.receive() {
            let protocol = if matches!(self.wire, Wire::Udp(_)) { Protocol::Udp } else { Protocol::Tcp };
            let Ok(receive) = Receive::new(protocol, self.remote, self.local, &datagram) else { continue };
            self.rtc.handle_input(Input::Receive(Instant::now(), receive)).unwrap();
            while let Ok(output) = self.rtc.poll_output() {
                match output {
                    Output::Timeout(_) => break,
                    Output::Transmit(transmit) => self.wire.send(&transmit.contents, self.remote),
                    Output::Event(Event::RtpPacket(_)) => self.got += 1,
                    Output::Event(_) => {}
                }
            }
        }
    }

    /// A keyframe of several packets, so that they may leave as one segmented datagram.
    fn frame(&mut self, number: u32) {
        let pt = self.rtc.codec_config().find(|params| params.spec().codec == Codec::Vp8).unwrap().pt();
        for part in 0..4_u8 {
            let mut payload = vec![if part == 0 { 0x10 } else { 0 }, 0];
            payload.resize(if part == 3 { 300 } else { 1_000 }, part);
            let sequence = u64::from(number) * 4 + u64::from(part) + 1;
            let write = RtpWrite::new(pt, sequence.into(), number * 3_000, Instant::now(), payload).marker(part == 3);
            self.rtc.direct_api().stream_tx_by_mid(self.mid, None).unwrap().write_rtp(write);
        }
    }
}

impl Wire {
    fn send(&mut self, bytes: &[u8], to: SocketAddr) {
        match self {
            Self::Udp(socket) => {
                socket.send_to(bytes, to).unwrap();
            }
            Self::Tcp { stream, .. } => {
                stream.write_all(&u16::try_from(bytes.len()).unwrap().to_be_bytes()).unwrap();
                stream.write_all(bytes).unwrap();
            }
        }
    }

    fn receive(&mut self) -> Vec<Vec<u8>> {
        let mut buffer = [0; 2_000];
        let moment = Some(Duration::from_millis(2));
        match self {
            Self::Udp(socket) => {
                socket.set_read_timeout(moment).unwrap();
                std::iter::from_fn(|| socket.recv(&mut buffer).ok().map(|length| buffer[..length].to_vec())).take(32).collect()
            }
            Self::Tcp { stream, incoming } => {
                stream.set_read_timeout(moment).unwrap();
                if let Ok(length) = stream.read(&mut buffer) {
                    incoming.extend_from_slice(&buffer[..length]);
                }
                let mut frames = Vec::new();
                while let Some(end) = incoming.get(..2).map(|head| 2 + usize::from(u16::from_be_bytes([head[0], head[1]])))
                    && incoming.len() >= end
                {
                    frames.push(incoming[2..end].to_vec());
                    incoming.drain(..end);
                }
                frames
            }
        }
    }
}

/// The worker's address for this protocol, as the answer says it.
fn candidate(answer: &str, over: Protocol) -> SocketAddr {
    let name = if over == Protocol::Udp { " udp " } else { " tcp " };
    let line = answer.lines().find(|line| line.starts_with("a=candidate:") && line.contains(name)).unwrap();
    let fields: Vec<&str> = line.split(' ').collect();
    format!("{}:{}", fields[4], fields[5]).parse().unwrap()
}

fn only(answer: &str, over: Protocol) -> String {
    let other = if over == Protocol::Udp { " tcp " } else { " udp " };
    let kept = answer.lines().filter(|line| !(line.starts_with("a=candidate:") && line.contains(other)));
    kept.flat_map(|line| [line, "\r\n"]).collect()
}

async fn forwards(over: Protocol) {
    let options = Options { tcp: Some((LOOPBACK, 0).into()), workers: 2, pinned: true, ..Options::default() };
    let (media, registry) = start(&options);
    let (room, ada, bob) = (Uuid::from_u128(7), Uuid::from_u128(1), Uuid::from_u128(2));
    let (events, told) = listener();
    media.join(room, ada, events).unwrap();
    media.join(room, bob, listener().0).unwrap();
    let mut publisher = Client::connect(&media, room, ada, Connection::Publish, over).await;
    let mut subscriber = Client::connect(&media, room, bob, Connection::Subscribe, over).await;
    let end = Instant::now() + PATIENCE;
    let mut number = 0;
    while subscriber.got < 40 {
        assert!(Instant::now() < end, "{} packets came", subscriber.got);
        if publisher.rtc.is_connected() {
            publisher.frame(number);
            number += 1;
        }
        publisher.turn();
        subscriber.turn();
    }
    assert!(told.try_iter().any(|event| event == MediaEvent::Connected { connection: Connection::Publish }));
    media.shutdown().await;
    assert_eq!(media.leave(room, ada), Err(MediaError::Stopped), "after the end nothing is taken");
    let mut page = String::new();
    prometheus_client::encoding::text::encode(&mut page, &registry).unwrap();
    let told = |name: &str| page.lines().any(|line| line.starts_with(name) && !line.ends_with(" 0"));
    assert!(told("media_sent_bytes_total"), "{page}");
    assert_eq!(told("media_wait_seconds_count"), over == Protocol::Udp, "{page}");
}

#[tokio::test]
async fn packets_are_forwarded_over_udp() {
    Box::pin(forwards(Protocol::Udp)).await;
}

#[tokio::test]
async fn packets_are_forwarded_over_tcp_where_udp_is_blocked() {
    Box::pin(forwards(Protocol::Tcp)).await;
}

#[tokio::test]
async fn who_leaves_a_call_over_tcp_leaves_their_connection_to_others_at_once() {
    let (media, _) = start(&Options { tcp: Some((LOOPBACK, 0).into()), ..Options::default() });
    let (room, ada) = (Uuid::from_u128(7), Uuid::from_u128(1));
    media.join(room, ada, listener().0).unwrap();
    let mut client = Box::pin(Client::connect(&media, room, ada, Connection::Publish, Protocol::Tcp)).await;
    let end = Instant::now() + PATIENCE;
    while !client.rtc.is_connected() {
        assert!(Instant::now() < end, "it connects");
        client.turn();
    }
    media.leave(room, ada).unwrap();
    let Wire::Tcp { mut stream, .. } = client.wire else { unreachable!("it is over TCP") };
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let ended = stream.read_to_end(&mut Vec::new()).map_err(|error| error.kind());
    assert_ne!(ended.err(), Some(std::io::ErrorKind::WouldBlock), "closed long before it was silent for too long");
    media.shutdown().await;
}

#[tokio::test]
async fn a_flood_of_strangers_datagrams_is_dropped_and_the_call_goes_on() {
    let (media, registry) = start(&Options::default());
    let (room, ada, bob) = (Uuid::from_u128(7), Uuid::from_u128(1), Uuid::from_u128(2));
    media.join(room, ada, listener().0).unwrap();
    media.join(room, bob, listener().0).unwrap();
    let mut publisher = Client::connect(&media, room, ada, Connection::Publish, Protocol::Udp).await;
    let mut subscriber = Client::connect(&media, room, bob, Connection::Subscribe, Protocol::Udp).await;
    let corpus = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/datagrams")).unwrap();
    let datagrams: Vec<Vec<u8>> = corpus.map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
    let stranger = UdpSocket::bind((LOOPBACK, 0)).unwrap();
    stranger.set_nonblocking(true).unwrap();
    let end = Instant::now() + 3 * PATIENCE;
    let (mut number, mut sent) = (0, 0);
    while subscriber.got < 400 || sent < 20_000 {
        assert!(Instant::now() < end, "{} packets came beside {sent} of a stranger", subscriber.got);
        for datagram in datagrams.iter().cycle().skip(sent % datagrams.len()).take(200) {
            // what the system does not take now is not sent at all
            sent += usize::from(stranger.send_to(datagram, publisher.remote).is_ok());
        }
        if publisher.rtc.is_connected() {
            publisher.frame(number);
            number += 1;
        }
        publisher.turn();
        subscriber.turn();
    }
    assert!(stranger.recv(&mut [0; 2_000]).is_err(), "a stranger is not answered");
    let mut page = String::new();
    prometheus_client::encoding::text::encode(&mut page, &registry).unwrap();
    let unclaimed = page.lines().find_map(|line| line.strip_prefix("media_unclaimed_datagrams_total ")?.parse::<usize>().ok());
    assert!(unclaimed.is_some_and(|unclaimed| unclaimed > sent / 2), "{unclaimed:?} of {sent} were counted");
    media.shutdown().await;
}

#[tokio::test]
async fn workers_take_the_first_free_ports_of_the_range() {
    let taken = UdpSocket::bind((LOOPBACK, 0)).unwrap();
    let first = taken.local_addr().unwrap().port();
    let ports = first..=first.saturating_add(20);
    let (media, _) = start(&Options { udp: Udp { address: LOOPBACK, ports }, ..Options::default() });
    let room = Uuid::from_u128(1);
    media.join(room, room, listener().0).unwrap();
    let client = Client::connect(&media, room, room, Connection::Subscribe, Protocol::Udp).await;
    assert!(client.remote.port() > first && client.remote.port() <= first + 20);
    media.shutdown().await;
}

#[tokio::test]
async fn a_pinned_worker_stays_on_one_core() {
    let (media, _) = start(&Options { pinned: true, ..Options::default() });
    let cores = || {
        let threads = std::fs::read_dir("/proc/self/task").unwrap().map(|thread| thread.unwrap().path());
        let status = |path: std::path::PathBuf| std::fs::read_to_string(path.join("status")).unwrap_or_default();
        let workers = threads.map(status).filter(|status| status.starts_with("Name:\tmedia-0\n"));
        workers
            .filter_map(|status| Some(status.split("Cpus_allowed_list:").nth(1)?.lines().next()?.trim().to_owned()))
            .collect::<Vec<_>>()
    };
    let end = Instant::now() + PATIENCE;
    while !cores().iter().any(|list| list.parse::<u32>().is_ok()) {
        assert!(Instant::now() < end, "the worker may run on {:?}", cores());
        tokio::task::yield_now().await;
    }
    media.shutdown().await;
}

#[tokio::test]
async fn nobody_is_answered_who_did_not_join() {
    let (media, _) = start(&Options::default());
    let sdp = "v=0\r\na=fingerprint:sha-256 AA\r\n".to_owned();
    let room = Uuid::from_u128(1);
    let answer = media.offer(room, room, Connection::Publish, sdp, BTreeMap::new()).await;
    assert_eq!(answer, Err(MediaError::NotJoined));
    media.shutdown().await;
}

#[test]
fn a_wildcard_needs_an_announced_address() {
    let options = Options { udp: Udp { address: Ipv4Addr::UNSPECIFIED.into(), ports: 0..=0 }, ..Options::default() };
    assert!(Media::start(&options, &mut Registry::default()).is_err());
    let options = Options { announced: vec![LOOPBACK], ..options };
    assert!(Media::start(&options, &mut Registry::default()).is_ok());
}
