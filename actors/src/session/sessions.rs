//! All sessions of this node, and the gateway's handle to one.

use std::{
    collections::HashMap,
    sync::{Arc, Weak},
    time::Duration,
};

use lyceum_cluster::Node;
use parking_lot::Mutex;
use ractor::ActorCell;
use rand::Rng;
use tokio::time::Instant;
use uuid::Uuid;

use super::{actor::Message, flood::Flood, identity::Verify, outbox::Outgoing, socket::Socket, state::refuse};
use crate::{
    channel::Channels,
    frames::{
        ClientFrame, Close, ErrorCode, ServerFrame, Time,
        connection::{Pong, Reconnect},
    },
    metrics::Metrics,
    room::Rooms,
};

/// How often the deadlines of all sockets are looked at.
pub const SWEEP: Duration = Duration::from_millis(500);

/// What all sessions of a node use.
pub(crate) struct Shared {
    pub node: Node,
    pub verify: Arc<dyn Verify>,
    pub channels: Channels,
    pub rooms: Rooms,
    pub supervisor: ActorCell,
    pub metrics: Metrics,
    sockets: Mutex<HashMap<Uuid, Arc<Socket>>>,
}

impl Shared {
    pub fn new(
        node: Node,
        verify: Arc<dyn Verify>,
        channels: Channels,
        rooms: Rooms,
        supervisor: ActorCell,
        metrics: Metrics,
    ) -> Self {
        Self { node, verify, channels, rooms, supervisor, metrics, sockets: Mutex::default() }
    }

    /// The socket is over, for this reason; the first one counts.
    pub fn forget(&self, socket: Uuid, close: Close) {
        if self.sockets.lock().remove(&socket).is_some() {
            self.metrics.sessions.dec();
            self.metrics.closed(close);
        }
    }
}

/// Cheap to clone.
#[derive(Clone)]
pub struct Sessions(Arc<Shared>);

/// The session is over; the close code is on its way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the session is over")]
pub struct Over;

impl Sessions {
    pub(crate) fn start(shared: Shared) -> Self {
        let shared = Arc::new(shared);
        tokio::spawn(sweep(Arc::downgrade(&shared)));
        Self(shared)
    }

    /// A socket was opened: the handle for what comes in, and what goes out.
    pub fn open(&self) -> (SessionHandle, Outgoing) {
        let socket = Socket::new(self.0.clone());
        self.0.sockets.lock().insert(socket.id, socket.clone());
        self.0.metrics.sessions.inc();
        let outgoing = socket.outbox.outgoing();
        (SessionHandle { socket, flood: Flood::new(Instant::now()) }, outgoing)
    }

    /// Sockets that are open.
    pub fn count(&self) -> usize {
        self.0.sockets.lock().len()
    }

    /// Frames at the socket with most of them waiting, and bytes at the one with most bytes.
    pub(crate) fn fullest_outbox(&self) -> (usize, usize) {
        let waiting = self.all().into_iter().map(|socket| socket.outbox.waiting());
        waiting.fold((0, 0), |most, (frames, bytes)| (most.0.max(frames), most.1.max(bytes)))
    }

    /// Asks every client to come back elsewhere, each at another moment within `spread`.
    pub fn announce_restart(&self, spread: Duration) {
        let spread = u64::try_from(spread.as_millis()).unwrap_or(u64::MAX);
        for socket in self.all() {
            let after_ms = rand::rng().random_range(0..=spread);
            socket.outbox.send(&ServerFrame::Reconnect(Reconnect { after_ms }));
        }
    }

    /// Closes every socket that is still open.
    pub fn close_all(&self) {
        for socket in self.all() {
            socket.over(Close::GoingAway);
        }
    }

    fn all(&self) -> Vec<Arc<Socket>> {
        self.0.sockets.lock().values().cloned().collect()
    }

    #[cfg(test)]
    pub(crate) fn find(&self, session: Uuid) -> Option<Arc<Socket>> {
        self.0.sockets.lock().get(&session).cloned()
    }
}

/// The gateway's end of a session. Dropped, the socket is gone.
pub struct SessionHandle {
    pub(crate) socket: Arc<Socket>,
    flood: Flood,
}

impl SessionHandle {
    pub fn id(&self) -> Uuid {
        self.socket.id
    }

    /// So many frames of the wire came, whatever is in them: pings and pieces of a message are work, too.
    pub fn heard(&mut self, frames: u32) -> Result<(), Over> {
        if self.flood.take(frames, Instant::now()) { Ok(()) } else { self.refuse(Close::Flood) }
    }

    /// Takes one text message. Waits while the session has too much to do: do not read from the socket meanwhile.
    pub async fn frame(&mut self, text: &str) -> Result<(), Over> {
        let now = Instant::now();
        if self.socket.outbox.is_closed() {
            return Err(Over);
        }
        self.socket.shared.metrics.frames.inc();
        self.socket.timers.heard(now);
        let welcomed = self.socket.timers.is_welcomed();
        match ClientFrame::decode(text) {
            // Answered here: an idle session stays asleep.
            Ok(ClientFrame::Ping(ping)) if welcomed => {
                let server_time = Time(self.socket.shared.node.clock().now());
                self.socket.outbox.send(&ServerFrame::Pong(Pong { n: ping.n, server_time }));
                Ok(())
            }
            Ok(frame) => self.socket.frame(Message::Frame(frame)).await.map_err(|_| Over),
            Err(error) if welcomed => {
                refuse(&self.socket, error.id, ErrorCode::BAD_FRAME, &error.to_string());
                Ok(())
            }
            Err(_) => self.refuse(Close::Policy),
        }
    }

    /// The gateway does not take what the client sent, or the socket must go for another reason.
    pub fn refuse(&self, close: Close) -> Result<(), Over> {
        self.socket.over(close);
        Err(Over)
    }
}

impl Drop for SessionHandle {
    fn drop(&mut self) {
        self.socket.over(Close::GoingAway);
    }
}

/// One wheel for all sockets: an idle one costs no timer of its own.
async fn sweep(shared: Weak<Shared>) {
    loop {
        tokio::time::sleep(SWEEP).await;
        let Some(shared) = shared.upgrade() else { return };
        let sockets: Vec<_> = shared.sockets.lock().values().cloned().collect();
        let now = Instant::now();
        for socket in sockets {
            match socket.timers.overdue(now) {
                Some(close) => socket.over(close),
                // A slow consumer was given up by its outbox; its session goes here, outside of any delivery.
                None if socket.outbox.is_closed() => socket.over(Close::Slow),
                None => socket.park_if_idle(now),
            }
        }
    }
}
