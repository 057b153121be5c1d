//! ICE over TCP, for networks that let no UDP out: who has a connection, and for how long.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use mio::net::TcpListener;
use mio::{Interest, Poll, Token};
use str0m::net::Transmit;

use super::demux::{ADDRESSES_MAX, Route};
use super::stream::Stream;
use crate::metrics::Metrics;

const LISTENER: Token = Token(2);
/// Connections of participants, and as many of whom nobody knows yet.
pub(crate) const PLACES: usize = 256;
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
    /// Of one kind, the fuller.
    taken: Arc<AtomicUsize>,
}

impl Tcp {
    pub(super) fn listen(poll: &Poll, address: SocketAddr, metrics: Metrics, taken: Arc<AtomicUsize>) -> io::Result<Self> {
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
            taken,
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
            self.keep_below(PLACES, |stream| stream.owner.is_none());
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
        self.drop_all(|stream| stream.until <= now);
        let known = self.streams.values().filter(|stream| stream.owner.is_some()).count();
        self.taken.store(known.max(self.streams.len() - known), Ordering::Relaxed);
    }

    /// With those whose they were.
    pub(super) fn close(&mut self, gone: &[Route]) {
        if !gone.is_empty() {
            self.drop_all(|stream| stream.owner.is_some_and(|owner| gone.contains(&owner)));
        }
    }

    fn drop_all(&mut self, is_meant: impl Fn(&Stream) -> bool) {
        for (_, stream) in self.streams.extract_if(|_, stream| is_meant(stream)) {
            self.tokens.remove(&stream.token);
            self.metrics.tcp_connections.dec();
        }
    }

    /// One more is `owner`'s: who has too many loses the one that was not heard for longest.
    fn make_room(&mut self, owner: Option<Route>) {
        if self.streams.values().filter(|stream| stream.owner == owner).count() > ADDRESSES_MAX {
            self.drop_quietest(|_, stream| stream.owner == owner);
        }
        self.keep_below(PLACES + 1, |stream| stream.owner.is_some());
    }

    /// Of the address that has most of these, the one that was not heard for longest makes room.
    fn keep_below(&mut self, places: usize, of: impl Fn(&Stream) -> bool) {
        let mut taken = HashMap::<IpAddr, usize>::new();
        for (address, _) in self.streams.iter().filter(|(_, stream)| of(stream)) {
            *taken.entry(network(address.ip())).or_default() += 1;
        }
        if taken.values().sum::<usize>() >= places
            && let Some((most, _)) = taken.into_iter().max_by_key(|(_, count)| *count)
        {
            self.drop_quietest(|ip, stream| of(stream) && network(ip) == most);
        }
    }

    fn drop_quietest(&mut self, of: impl Fn(IpAddr, &Stream) -> bool) {
        let these = self.streams.iter().filter(|(address, stream)| of(address.ip(), stream));
        let quietest = these.min_by_key(|(_, stream)| stream.until);
        if let Some(address) = quietest.map(|(address, _)| *address) {
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

/// Everybody with IPv6 has 2⁶⁴ addresses of their own.
fn network(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(ip) => IpAddr::V6((u128::from(ip) >> 64 << 64).into()),
        ip @ IpAddr::V4(_) => ip,
    }
}

/// It broke before it was ours; the listener is well.
fn of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionReset | Interrupted)
}

#[cfg(test)]
mod tests;
