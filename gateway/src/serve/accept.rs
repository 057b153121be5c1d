//! The accept loop and how it ends.

use std::{io, sync::Arc, time::Duration};

use tokio::{sync::Semaphore, time::timeout};
use tokio_rustls::TlsAcceptor;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{App, Listener, Patient, PeerAddress, Stream, connection};

/// What one client, or all of them, may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Open connections; more wait in the kernel's queue.
    pub connections_max: usize,
    /// A request's head, and a TLS handshake, within this time.
    pub header_timeout: Duration,
    /// A request's head in bytes.
    pub header_bytes_max: usize,
    /// A whole request with its body, and the answer's head.
    pub request_timeout: Duration,
    /// Something of what is written must get through within this time.
    pub write_timeout: Duration,
}

/// Ends in two steps: `stop` closes the listeners and tells every connection, `drained` waits for them.
#[derive(Clone, Debug, Default)]
pub struct Shutdown {
    token: CancellationToken,
    tasks: TaskTracker,
}

impl Shutdown {
    pub fn stop(&self) {
        self.token.cancel();
        self.tasks.close();
    }

    /// Completes when [`Shutdown::stop`] was called.
    pub async fn stopping(&self) {
        self.token.cancelled().await;
    }

    pub fn is_stopping(&self) -> bool {
        self.token.is_cancelled()
    }

    /// `false` when something was still open after `patience`.
    pub async fn drained(&self, patience: Duration) -> bool {
        timeout(patience, self.tasks.wait()).await.is_ok()
    }

    /// Runs `task` as part of what [`Shutdown::drained`] waits for.
    pub fn spawn<F>(&self, task: F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.tasks.spawn(task);
    }

    pub(super) fn token(&self) -> &CancellationToken {
        &self.token
    }
}

/// Accepts until [`Shutdown::stop`].
pub async fn serve(listener: Listener, tls: Option<TlsAcceptor>, app: Arc<App>, limits: Limits, shutdown: Shutdown) {
    let places = Arc::new(Semaphore::new(limits.connections_max));
    let mut back_off = BackOff::default();
    loop {
        let accepted = tokio::select! {
            biased;
            () = shutdown.stopping() => return,
            accepted = next(&listener, &places) => accepted,
        };
        match accepted {
            Ok((stream, peer, place)) => {
                back_off = BackOff::default();
                let (tls, app, on_end) = (tls.clone(), Arc::clone(&app), shutdown.clone());
                shutdown.spawn(async move {
                    if let Some(stream) = handshake(stream, tls, limits.header_timeout).await {
                        connection::run(Patient::new(stream, limits.write_timeout), peer, app, limits, on_end).await;
                    }
                    drop(place);
                });
            }
            Err(error) if is_the_peers(&error) => {}
            Err(error) => {
                let pause = back_off.next();
                tracing::warn!(%error, pause_ms = pause.as_millis(), "accept failed");
                tokio::time::sleep(pause).await;
            }
        }
    }
}

type Place = tokio::sync::OwnedSemaphorePermit;

async fn next(listener: &Listener, places: &Arc<Semaphore>) -> io::Result<(Stream, PeerAddress, Place)> {
    let place = Arc::clone(places).acquire_owned().await.expect("the semaphore is never closed");
    let (stream, peer) = listener.accept().await?;
    Ok((stream, peer, place))
}

async fn handshake(stream: Stream, tls: Option<TlsAcceptor>, patience: Duration) -> Option<Stream> {
    match (stream, tls) {
        (Stream::Tcp(stream), Some(tls)) => {
            let stream = timeout(patience, tls.accept(stream)).await.ok()?.ok()?;
            Some(Stream::Tls(Box::new(stream)))
        }
        (stream, _) => Some(stream),
    }
}

/// The connection broke before it was ours; the listener is well.
fn is_the_peers(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, NotConnected};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | NotConnected)
}

/// Out of file descriptors or memory: trying again at once would burn a core and mend nothing.
#[derive(Default)]
struct BackOff(u32);

impl BackOff {
    fn next(&mut self) -> Duration {
        let pause = Duration::from_millis(10 << self.0.min(7));
        self.0 += 1;
        pause
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accept_errors_wait_longer_and_longer_up_to_a_bound() {
        let mut back_off = BackOff::default();
        let pauses: Vec<_> = (0..9).map(|_| back_off.next().as_millis()).collect();
        assert_eq!(pauses, [10, 20, 40, 80, 160, 320, 640, 1280, 1280]);
    }
}
