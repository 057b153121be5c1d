//! The accept loop and how it ends.

use std::{
    io,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::TlsAcceptor;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    App, Certificates, Listener, Metrics, Patient, PeerAddress, Seat, Seats, Stream, connection, explained, last_words,
    seats::Place,
};
use crate::problem::Problem;

/// What one client, or all of them, may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// A request's head, and a TLS handshake, within this time.
    pub header_timeout: Duration,
    /// A request's head in bytes.
    pub header_bytes_max: usize,
    /// A whole request with its body, and the answer's head.
    pub request_timeout: Duration,
    /// Something of what is written must get through within this time.
    pub write_timeout: Duration,
}

/// Ends in steps, so that no request is lost: `announce` has every answer say that its connection is over, `stop` takes what waits to be
/// accepted and closes what is idle, `drained` waits for the rest, `close` gives the addresses up.
#[derive(Clone, Debug, Default)]
pub struct Shutdown {
    announced: CancellationToken,
    token: CancellationToken,
    closed: CancellationToken,
    tasks: TaskTracker,
    accepting: TaskTracker,
}

impl Shutdown {
    /// From now on a client that keeps its connection is told with its next answer to open another.
    pub fn announce(&self) {
        self.announced.cancel();
        self.tasks.close();
    }

    /// Completes when the last newcomer was accepted.
    pub async fn stop(&self) {
        self.announce();
        self.token.cancel();
        self.accepting.close();
        self.accepting.wait().await;
    }

    pub fn close(&self) {
        self.closed.cancel();
    }

    /// Completes when [`Shutdown::stop`] was called.
    pub async fn stopping(&self) {
        self.token.cancelled().await;
    }

    /// From [`Shutdown::announce`] on.
    pub fn is_stopping(&self) -> bool {
        self.announced.is_cancelled()
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

/// How long nobody must have come before the last one has.
const QUIET: Duration = Duration::from_millis(20);
/// Those who come after [`Shutdown::stop`] are taken for this long at most.
const LAST_MAX: Duration = Duration::from_secs(1);

/// Accepts until [`Shutdown::stop`], and then whoever the kernel has connected already. Who has no place waits in the kernel's queue.
pub async fn serve(
    listener: Listener,
    tls: Option<Arc<Certificates>>,
    app: Arc<App>,
    limits: Limits,
    seats: Arc<Seats>,
    metrics: Metrics,
    shutdown: Shutdown,
) {
    let accepting = shutdown.accepting.token();
    let (mut back_off, mut news) = (BackOff::default(), News { metrics, said: [None; 3] });
    let run = |(stream, peer, place): (Stream, PeerAddress, Place), news: &mut News| {
        // many people come through a proxy
        let of = peer.ip().filter(|ip| !(app.trusted)(*ip));
        let Some(seat) = seats.sit(place, of) else { return news.wait(&Lack::Share(peer)) };
        let tls = tls.as_ref().map(|certificates| certificates.acceptor());
        let (app, on_end) = (Arc::clone(&app), shutdown.clone());
        shutdown.spawn(async move {
            if let Some(stream) = handshake(stream, tls, limits, seat).await {
                connection::run(stream, peer, app, limits, on_end).await;
            }
        });
    };
    loop {
        let accepted = tokio::select! {
            biased;
            () = shutdown.stopping() => break,
            accepted = next(&listener, &seats, &mut news) => accepted,
        };
        match accepted {
            Ok(accepted) => {
                back_off = BackOff::default();
                run(accepted, &mut news);
            }
            Err(error) if is_the_peers(&error) => {}
            Err(error) => {
                news.wait(&Lack::Descriptors(&error));
                tokio::select! {
                    () = shutdown.stopping() => break,
                    () = tokio::time::sleep(back_off.next()) => {}
                }
            }
        }
    }
    last(&listener, &seats, &mut news, run).await;
    drop(accepting);
    if listener.is_remote() {
        shutdown.closed.cancelled().await;
    }
}

/// Closing the listener would reset those who wait in its queue, perhaps with a request on its way.
async fn last(listener: &Listener, seats: &Seats, news: &mut News, run: impl Fn((Stream, PeerAddress, Place), &mut News)) {
    if let Err(error) = listener.hold_off() {
        tracing::debug!(%error, "newcomers cannot be held off");
    }
    let taking = async {
        while let Ok(Ok(accepted)) = timeout(QUIET, next(listener, seats, news)).await {
            run(accepted, news);
        }
    };
    // who still comes then comes too late
    let _ = timeout(LAST_MAX, taking).await;
}

async fn next(listener: &Listener, seats: &Seats, news: &mut News) -> io::Result<(Stream, PeerAddress, Place)> {
    if seats.is_full() {
        news.wait(&Lack::Places);
    }
    let place = seats.place().await;
    let (stream, peer) = listener.accept().await?;
    Ok((stream, peer, place))
}

async fn handshake(stream: Stream, tls: Option<TlsAcceptor>, limits: Limits, seat: Seat) -> Option<Patient<Stream>> {
    let patient = |stream| Patient::new(stream, limits.write_timeout, Some(seat));
    match (stream, tls) {
        (Stream::Tcp(stream), Some(tls)) => {
            let secured = async {
                if is_plain(&stream).await? {
                    without_tls(patient(Stream::Tcp(stream))).await?;
                    return Ok::<_, io::Error>(None);
                }
                Ok(Some(patient(Stream::Tls(Box::new(tls.accept(stream).await?)))))
            };
            timeout(limits.header_timeout, secured).await.ok()?.ok()?
        }
        (stream, _) => Some(patient(stream)),
    }
}

/// A request's method stands where a handshake has its type (RFC 8446, section 5.1).
async fn is_plain(stream: &TcpStream) -> io::Result<bool> {
    let mut first = [0];
    Ok(stream.peek(&mut first).await? > 0 && first[0].is_ascii_uppercase())
}

async fn without_tls(stream: Patient<Stream>) -> io::Result<()> {
    let problem = Problem::new("https_wanted", "this port speaks https: begin the address with `https://`");
    // said in the open, that https is wanted for good is not believed (RFC 6797, section 8.1)
    last_words::say(stream, &explained::alone(&problem, false)).await
}

/// The connection broke before it was ours; the listener is well.
fn is_the_peers(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, NotConnected};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | NotConnected)
}

/// Why whoever connects has to wait.
enum Lack<'a> {
    /// All of `limits.connections` are open, or as many as there are file descriptors for.
    Places,
    /// One address has as many as one may; this one more of its is closed.
    Share(PeerAddress),
    /// The system has no file descriptor or memory for one more.
    Descriptors(&'a io::Error),
}

/// A lack lasts: it is said once in a while, and counted each time.
struct News {
    metrics: Metrics,
    said: [Option<Instant>; 3],
}

/// Between two lines of the log about the same lack.
const SAID_EVERY: Duration = Duration::from_secs(10);

impl News {
    fn wait(&mut self, lack: &Lack<'_>) {
        let (reason, said) = match lack {
            Lack::Places => ("places", &mut self.said[0]),
            Lack::Descriptors(_) => ("descriptors", &mut self.said[1]),
            Lack::Share(_) => ("address", &mut self.said[2]),
        };
        self.metrics.waits(reason);
        if said.is_some_and(|said| said.elapsed() < SAID_EVERY) {
            return;
        }
        *said = Some(Instant::now());
        match lack {
            Lack::Places => tracing::warn!("all places for connections are taken; whoever comes now waits until one closes"),
            Lack::Share(peer) => tracing::warn!(
                %peer,
                "one address has as many connections as one may, and one more was closed; name a proxy in `trusted_proxies`, or raise \
                 `limits.connections_by_address`"
            ),
            Lack::Descriptors(error) => {
                tracing::warn!(%error, "no connection can be accepted; whoever comes now waits. `lyceum doctor` says which limit to raise");
            }
        }
    }
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
