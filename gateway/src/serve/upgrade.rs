//! Sockets that leave HTTP: who may open one, and who runs it.

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{Request, StatusCode};
use hyper::body::Incoming;

use super::{Patient, Peer, Shutdown, Stream};
use crate::ws::Deflate;

/// A WebSocket after its handshake.
#[derive(Debug)]
pub struct Opened {
    pub stream: Patient<Stream>,
    /// What the client sent behind its handshake, before we listened.
    pub early: Bytes,
    pub peer: Peer,
    /// Messages may be packed this way.
    pub deflate: Option<Deflate>,
}

/// The handshake is answered with this instead.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub status: StatusCode,
    pub code: &'static str,
    pub detail: String,
}

/// Runs the sockets of one path.
pub trait Sockets: Send + Sync + 'static {
    fn path(&self) -> &str;

    /// Looks at the request before it is answered: `Origin`, place for one more.
    fn admit(&self, request: &Request<Incoming>, peer: &Peer) -> Result<(), Refusal>;

    /// Runs to the end of the connection; when `shutdown` begins it says goodbye and ends soon.
    fn run(&self, opened: Opened, shutdown: Shutdown) -> BoxFuture<'static, ()>;
}
